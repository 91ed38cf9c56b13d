// apt: what a Debian or Ubuntu host has installed, what is pending, what its package manager proposes, and the exact
// transaction. Structure comes from dpkg-query's own formats, deb822 and apt's JSON hooks (apt 2.3.2 and later), never
// from text that is meant for people.
// Not here: whether a transaction may run (executor), the unit that it runs in (systemd), where the files come from.
// May import: ports, core, node:.

export { createAptExecutor } from './apt-executor.ts';
export { createAptObserver } from './apt-observer.ts';
export { DPKG_BESIDE } from './conffiles.ts';
export { createFileOwners } from './file-owners.ts';
export { runAptHook } from './hook-program.ts';
export { lookForOrigins } from './look-for-origins.ts';
export { dpkgPackageCount, nativeArchitecture } from './packages.ts';
export { createDpkgRecords } from './recorded-files.ts';
