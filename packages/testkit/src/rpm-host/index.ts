// A host of the rpm family on a few square centimetres of disk: made packages, repositories of them, signed where asked for, and a
// package database of its own, with the machine's real rpm, rpmbuild and createrepo_c. Nothing of the machine's own database is read or written.
// Not the lab's hosts (those boot).
// May import: node:.

export { indexOf, layStaged } from './frozen.ts';
export { type MadeRpm, makeRpm, type RpmRecipe } from './made-rpm.ts';
export { makeRpmHost, type RepositoryOptions, type RpmHost } from './rpm-host.ts';
export { makeSigner, type RpmSigner } from './signer.ts';
