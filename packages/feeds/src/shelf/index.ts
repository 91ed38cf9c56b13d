// What a format has to put aside until the end of its pass, with a limit: updates that may be told again, entries that wait
// for the advisories they refer to.
// Not the spool, which takes what has been read to the end.
// May import: core, the frame's own contract (format, limits, refused).

export { Shelf } from './shelf.ts';
