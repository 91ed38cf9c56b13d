// Private files in one folder of the data directory: what signing and authority keep their keys in.
// A file is written beside its place, synced and renamed, so that a crash leaves the old one or the new one.
// Not here: large files (content-files), rows (the store).
// May import: ports, node:.

export { openPrivateFiles } from './private-files.ts';
