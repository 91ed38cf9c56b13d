// Audit: who did what to which object, as a chain in which every event names the digest of the one before.
// A changed, missing or inserted event shows; whoever can rewrite the whole store can also write a new chain, so the head
// is worth keeping elsewhere. Not here: storing (controller's store), which actions are events (controller's use cases).
// May import: ids, time, document, reasons.

export { AUDIT_START, followingAuditEvent, verifyAuditChain } from './chain.ts';
export type * from './types.ts';
