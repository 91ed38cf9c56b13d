// What is left out on purpose: by whom, why, with whose agreement and until when.
// Not here: what an exception leaves out (core/exception, told by the controller before one is made).
// May import: api, time, widgets, features.

export { ExceptionsPage } from './exceptions-page.tsx';
