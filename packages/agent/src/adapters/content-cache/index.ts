// Files by SHA-256 in the reporter's folder, each named by the 64 digits of its digest.
// Not the place that anything is installed from: root copies from here into its own folder and hashes again (staging).
// May import: ports, core, node:.

export { createFileContentCache } from './file-content-cache.ts';
