// What every kind of restore point works with: mounts, programs, the look for what a host boots from, the agent's own state.
// Not here: what a kind does with them.
// Not here: snapshots of any kind, which are a folder each beside this one.
// May import: ports, core, node:.

export { whyNotBootable } from './bootable.ts';
export { type Means, mountsNow, type Variant } from './means.ts';
export { type Mount, mountAt, mountHolding } from './mounts.ts';
export { carryOver } from './own-state.ts';
export { runProgram } from './program.ts';
