// Approval: who may put a name to a plan, whether enough names stand under it, and what hosts may fetch from then on.
// Not here: what the names cover (core/plan decides with `approvalCovers`).
// May import: core, ports, access.

export { approve, grantAutomaticApproval } from './approve.ts';
export { endPreparing, type PreparedPlan, preparedPlan, prepareHosts } from './prepare.ts';
export { approvalState } from './state.ts';
