// Approval: who may put a name to a plan, and whether enough names stand under it.
// Not here: what the names cover (core/plan decides with `approvalCovers`).
// May import: core, ports, access.

export { approvalState, approve, grantAutomaticApproval } from './approve.ts';
