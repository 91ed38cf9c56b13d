// Backup and restore: the whole of a controller in one file, and a data directory made from it.
// The file is a tar archive: `backup.json` (what is in it, with digests), `slipway.db`, `keys/`, `keyrings/`, `credentials/`,
// `diagnosis.d/`, and the package store's files under `content/` unless they were left out. It holds private keys, so only its
// owner can read it.
// Not here: copying the database while it is written to (the store's adapter), what a restored controller still believes
// (app/installation).
// May import: core, node:.

export { dropOldBackups, pathInFolder } from './folder.ts';
export { makeBackup } from './make-backup.ts';
export { restoreFiles } from './restore-files.ts';
export { restoredText } from './restored-text.ts';
