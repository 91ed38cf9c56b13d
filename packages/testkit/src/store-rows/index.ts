// Store rows: one plausible value per kind of row of the controller's store port, with the part that a test is about
// given by hand. For the store's contract suite and the frozen database; the nouns inside come from builders/.
// May import: builders, core, the controller's ports.

export { anAccount, anApiToken, anAuditFact, anEnrolmentToken, aSession } from './access.ts';
export { aHostRecord, aLedger, anEnvelope, aStoredInventory, hostIdOf } from './fleet.ts';
export {
  anAdvisoryRecord,
  anUpdateCount,
  anUrgency,
  aStatement,
  aStoredFeed,
  aStoredVerdict,
  aSupportStatus,
  OF_BOOKWORM,
  someFacts,
} from './knowledge.ts';
export { aDelivery, anEvent, aWebhook } from './outbox.ts';
export {
  aChangeRequest,
  aCutRequest,
  anApproval,
  anAskedAgain,
  aPlanRequest,
  aRefusal,
  aStoredPatchSet,
  aStoredPlan,
  aStoredProposal,
} from './planning.ts';
export { aPromotion, aQuarantine, aStanding } from './promotion.ts';
export { aChecklistLook, aPlanChecklist, aWantedReading } from './readings.ts';
export { aCourse } from './reports.ts';
export { aGateReading, aGrant, aLease, aRollout } from './rollout.ts';
