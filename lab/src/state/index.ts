// What the lab leaves on disk: small JSON documents, and the markers that say "this lab made this directory".
//
// A document is written beside itself and renamed, so a killed run leaves the old one or the new one. A directory is
// only ever removed by removeOurs, which wants the marker and refuses when anything is still mounted below.
//
// May import: node built-ins, mount/, process/ and the lab's top-level files.
export { readDocument, writeDocument } from './document.ts';
export { assertOurs, markOurs, removeOurs } from './marker.ts';
export { occupy } from './occupant.ts';
