// Files that survive a power cut: written beside, synced, renamed, and the folder synced; or appended and synced.
// Ledger, inbox, cache and staging keep their contents through this one piece, handed to them by main.ts.
// Not a file system of its own: reading folders and copying is the caller's.
// May import: ports, node:.

export { durableFiles, durableFilesOver, type FileCalls } from './durable-files.ts';
