// Content as files of the data directory, named by their SHA-256: the package store of one controller.
// A file appears under its name only whole, verified and synced.
// Not here: which files are kept and for how long (app).
// May import: ports, core, node:.

export { openContentFiles } from './content-files.ts';
