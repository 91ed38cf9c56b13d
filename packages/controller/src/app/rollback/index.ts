// Rollback: hosts that a rollout left done go back to what they had, by a plan with an approval of its own. Here it is said what
// that would be, before anybody asks for it; asking keeps the versions from all hosts until a person lets them go again.
// Not here: planning it (planning), carrying it out (rollout): it is a plan like any other.
// May import: core, ports, access, fleet, planning, promotion.

export { makeRollback, type RollbackWish } from './make.ts';
export { rollbacksOf } from './of-rollout.ts';
export { showRollback } from './show.ts';
