// Where a feed comes from: `https:`, `file:`, a file or a folder of this host. What is fetched lands in a file of our
// own, private to us, so that what was verified is what is read.
// Not here: what is in it (archive), whether it may be believed (verify), when it is fetched (controller).
// May import: core, node:, the frame's own contract.

export { copyFile } from './copy-file.ts';
export { fetchOverHttp } from './fetch-over-http.ts';
export { beside, type Location, locationOf, resolved } from './location.ts';
