// The JSON of Debian's security tracker (`/tracker/data/json`): its own resolved view of every vulnerability, for each
// source package and release. 80 MB in one object, read source by source.
// Not here: the lists that the tracker makes it from (debian-advisories).
// May import: core, the frame's contract, reading, deb-statement.

export { debianTracker } from './debian-tracker.ts';
