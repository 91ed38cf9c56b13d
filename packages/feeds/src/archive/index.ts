// The files of a feed, unpacked one by one under limits: one file plain or packed (gzip, zstd, xz), a zip, a tar of any
// packing, or a folder of these. What it is, its first bytes say; names are labels and never opened.
// Not here: archives within archives (a format gets those bytes as they are), where the feed comes from (transport).
// May import: core, node:, yauzl, tar, reading, the frame's own contract.

export { Budget } from './budget.ts';
export { type FolderListing, listFolder, sameListing } from './folder.ts';
export { isWebPage } from './magic.ts';
export { headOf, openFeed, openFolder } from './open-feed.ts';
