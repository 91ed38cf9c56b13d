// Packages of the rpm family, made by the real rpmbuild out of texts: the lab's repository and the base of its rpm hosts have
// them. The same definition gives the same file, byte for byte. Not here: what is in which package, signing, repositories.
//
// May import: the lab's top-level files.
export { buildRpm, type RpmDefinition } from './build-rpm.ts';
