// A Debian host on a few square centimetres of disk: made packages, a flat repository of them, and a package database of
// its own, with the machine's real dpkg and apt. Nothing of the machine's own database is read or written.
// Not the lab's hosts (those boot), not the lab's package builder (those packages do something).
// May import: node:.

export { type DebHost, makeDebHost } from './deb-host.ts';
export { type MadePackage, makePackage, type PackageRecipe } from './made-package.ts';
