// Root's own copy of what will be installed: the index and `<64 digits>.deb` or `.rpm`, copied from the reporter's cache and
// hashed on the way. From here on no less trusted user can change a byte: what was verified is what is installed.
// The layout is a flat repository, and the package manager's adapters read it as such.
// May import: ports, core, node:.

export { createStaging, type StagedNames } from './staging.ts';
