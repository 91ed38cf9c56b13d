// Process: months of the starter policy over a fleet in four environments, without a person but those whose names the policy
// asks for. Vendors publish, hosts are off for a while; what must never be is looked at from outside, by its own arithmetic.
// Not here: one night with faults of programs and lines (night), stories with a script (scene).
// May import: controller (app), core, and everything else of sim.

export { type ProcessResult, simulateProcess } from './process.ts';
