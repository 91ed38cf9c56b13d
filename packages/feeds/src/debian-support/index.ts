// The lists of debian-security-support: source packages whose security support ended before their release's, or never
// was more than limited.
// Not here: the support of whole releases (end-of-life).
// May import: core, the frame's contract, reading.

export { debianSupport } from './debian-support.ts';
