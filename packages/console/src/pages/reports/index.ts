// Reports: how well are we patched, and how was it? Compliance as of an instant, deadlines kept, time to patch, exceptions,
// what changed; each as a page and as a file, every number with the list behind it, and what is not known as such.
// May import: api, time, widgets.

export { ReportsPage } from './reports-page.tsx';
