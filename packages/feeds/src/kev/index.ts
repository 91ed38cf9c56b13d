// CISA's catalogue of known exploited vulnerabilities, as JSON or CSV. The catalogue is always whole: what is no longer in
// it was taken out, and the frame closes it.
// Not here: what a listing leads to (core/urgency).
// May import: core, reading, csv, the frame's own contract.

export { kev } from './kev.ts';
