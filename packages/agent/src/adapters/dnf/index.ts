// dnf: what a host of the rpm family has installed, what is pending, what its package manager proposes, and the exact transaction.
// Structure comes from libdnf and librpm themselves, through a small program of ours (program/) that the host's own Python runs and that
// answers with JSON; never from text that is meant for people. A host whose dnf has no such library (dnf5 alone) answers "unknown".
// Not here: whether a transaction may run (executor), the unit that it runs in (systemd), where the files come from.
// May import: ports, core, node:.

export { createDnfExecutor } from './dnf-executor.ts';
export { createDnfObserver } from './dnf-observer.ts';
export { createDnfFileOwners } from './file-owners.ts';
export { THIS_HOST } from './host.ts';
export { createRpmRecords, RPM_BESIDE } from './recorded-files.ts';
export { rpmArchitecture, rpmPackageCount } from './rpm.ts';
export { DNF_STAGED } from './staged.ts';
