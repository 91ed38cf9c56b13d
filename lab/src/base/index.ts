// The base root that all hosts of a fleet share: Debian by debootstrap, from the release's main suite alone, so that
// what the security suite holds is newer than what is installed and real updates are pending. Of the rpm family there is one with
// the real dnf and rpm, whose packages are the lab's own.
//
// A layer adds packages over such a root without a copy of it.
//
// Cached outside the checkout, keyed by release, architecture and package list; built beside its place and renamed,
// so that an interrupted build never counts. Knows nothing of hosts, parts or mirrors' names.
//
// May import: process/, mount/, state/, machine/, made-rpm/ and the lab's top-level files.
export { type BaseRoot, ensureBase, removeCache } from './base-root.ts';
export { type BaseSpec, demoBase, type PackageFamily, rpmBase, servicesLayer } from './spec.ts';
