// The policy: the file as people read it, what is wrong with another one and what it would touch, and the revisions.
// Not here: what a file means; it is read by the reader that the command line has.
// May import: api, time, widgets, features, the reading of a policy file, core/calendar.

export { PoliciesPage } from './policies-page.tsx';
