// Restore points, a folder for each kind: snapshots of btrfs and of LVM, and root's own program for everything else. Each is looked into
// before it counts, and takes the agent's own state along when the host goes back (docs/adr/0035).
// Not here: when one is made, used or taken away (executor), and which one policy wants (core/policy).
// May import: ports, core, protocol/documents, node:.

export { createRestorePoints } from './create.ts';
export { createRestorePointRecords } from './records.ts';
