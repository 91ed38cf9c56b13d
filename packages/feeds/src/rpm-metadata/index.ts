// The metadata of an rpm repository: `repomd.xml` with its signature, and the files that it names, each held against the
// hashes that it states, packed and unpacked. What a package says of itself is kept as its publisher wrote it.
// Not here: which keys are trusted, which versions are wanted, what stands in the package files (controller).
// May import: core, node:, yaml, archive, reading, transport, updateinfo, verify, work-folder, xml, the frame's own contract.

export { type Capability, type Comparison, capabilityText } from './capability.ts';
export { type ModuleDocument, modulesOf, openedDocument } from './modules.ts';
export { openedFragment, pathsIn, type RpmPackage } from './package.ts';
export { fetchRpmFile } from './package-file.ts';
export { type ListedPackage, openRpmRepository, type RpmRepository } from './repository.ts';
