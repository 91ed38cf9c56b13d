// Safety, looked at whenever something happens on a host or a controller stores a grant, and what must be so in the end: what
// must never be, whatever the controller believes. It counts hosts that are really out of their service, not leases.
// Not here: how a night or a story is played.
// May import: core, controller (app, ports, store/memory), sim's host, time and world.

export { watchAudit } from './audit.ts';
export { watchFeeds } from './believed.ts';
export { howItEnded, leakedLeases } from './ends.ts';
export { forgottenHosts } from './forgotten.ts';
export { type GrantWatch, watchGrants } from './grants.ts';
export { ledgersThatDiffer } from './ledgers.ts';
export { brokenLimits, type Limits } from './limits.ts';
export { watchLines } from './lines.ts';
export { watchTransactions } from './transactions.ts';
