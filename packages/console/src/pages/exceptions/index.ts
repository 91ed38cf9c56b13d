// What is left out on purpose: by whom, why, with whose agreement and until when.
// May import: api, time, widgets, features.

export { ExceptionsPage } from './exceptions-page.tsx';
