// A vendor's rpm repository, read by the controller itself: `repomd.xml` verified by gpgv with the keys that the installation
// trusts, all that it names by the hashes that it states. Where it carries no signature, each package is verified by its own,
// by rpmkeys with a key database made for it, and its header must say what the repository says of it (docs/adr/0031).
// Not here: reading the metadata (feeds), which versions are wanted (app/patch-set), what hosts do with the index (agent).
// May import: node:, ports, core, feeds.

export { dnfVendorArchive } from './archive.ts';
