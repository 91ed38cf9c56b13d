// `updateinfo.xml` of RPM repositories: one advisory for each update, with the packages that answer it. Read alone, from
// a directory, or through the repository's `repomd.xml`, which names the file and its hash.
// Not here: which repositories a host has; modules' own metadata.
// May import: core, the frame's contract, reading, shelf, xml.

export { readUpdate } from './update.ts';
export { updateinfo } from './updateinfo.ts';
