// Safety, looked at whenever something happens on a host, and what must be so in the end: what must never be, whatever the
// controller believes. It counts hosts that are really out of their service, not leases.
// Not here: how a night or a story is played.
// May import: core, controller (app), sim's host.

export { leftOver } from './ends.ts';
export { brokenLimits, type Limits } from './limits.ts';
export { watchTransactions } from './transactions.ts';
