// A vendor's apt repository, read by the controller itself: InRelease verified by gpgv with the keyrings that the
// installation trusts, every index verified by the hash that it states, package files left to the content store.
// Not here: which versions are wanted (app/patch-set), what hosts do with the index (agent).
// May import: node:, ports, core types.

export { aptVendorArchive } from './archive.ts';
