// Real servers in a Debian of their own: packages of the machine's archive unpacked into a folder, and members that run in
// it with processes, mounts and a network of their own, joined by a bridge that leads nowhere else. No maintainer script
// runs, nothing of the machine's own database, services or network is touched, and all of it ends with the test.
// Not the lab's hosts (those boot), not deb-host (packages that do something stand here, not a package manager).
// May import: node:, absence.

export { type DebianMember, type DebianNet, openDebianNet } from './net.ts';
export { debianRoot } from './root.ts';
