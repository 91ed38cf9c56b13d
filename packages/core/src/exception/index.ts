// Exceptions: which of policy's act at a moment on a host, and what they leave out there. An exception leaves updates out;
// what stands exposed by it stays exposed, and is counted apart.
// Not here: the form of an exception and its judgement (policy), who is warned before one ends (the controller).
// May import: ids, time, reasons, selection, inventory, version, policy, patch-set.

export { type ActingExceptions, actingExceptions, type MovedPackage } from './acting.ts';
export { type Covered, coveredBy } from './covers.ts';
export { dueWarning, WARN_DAYS_BEFORE } from './ending.ts';
export {
  type ExceptionRevision,
  type ExceptionSpan,
  type ExceptionStanding,
  exceptionHistory,
  standingOfException,
} from './history.ts';
export { type ExceptedUpdate, exceptedPending } from './pending.ts';
export { exceptedReason, whatIsLeftOut } from './reasons.ts';
