// The files of installed packages, held against the digests that the package manager noted when it unpacked them. Hashed
// here, so that both families are looked at in one way and nothing that is laid out for people is read.
// Not here: where those digests stand (apt, dnf), when files are looked at (executor).
// May import: ports, core, node:.

export { createPackageFiles } from './package-files.ts';
