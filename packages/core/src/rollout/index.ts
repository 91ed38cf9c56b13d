// Rollout: what happens next to a plan that is under way, as one pure decision; leases and start grants.
// The loop around it: read everything, `decideRollout`, store the rollout with a version check and carry out the commands
// in the same transaction, look again. For a `grant`: `judgeLease` over all rollouts, then lease and signed grant; where
// the lease is refused, `grantNotIssued`. A lease that a host keeps (isolated, lost and left out) is freed by a person.
// Not here: storing, signing, sending, waiting.
// May import: every other core folder.

export type { StartGrant } from '../execution/index.ts';
export { awayByLease, carriedByEither } from './carried.ts';
export { decideRollout } from './decide.ts';
export { newlyDrifted } from './drifted.ts';
export { judgeLease, type LeaseRequest, leaseFor, leaseRequestFor } from './lease.ts';
export { GRANT_START_SECONDS } from './limits.ts';
export { newRollout } from './new-rollout.ts';
export { observeAttempt } from './observe.ts';
export {
  countedFailures,
  failedHosts,
  hasEnded,
  haveAllEnded,
  isOver,
  isProof,
  wasApplied,
  wasChanged,
  workEndedAt,
} from './phases.ts';
export { startGrantFor } from './start-grant.ts';
export { whyNobodyStarts } from './starts.ts';
export { askedAfterSoak } from './still-so.ts';
export {
  abortRollout,
  excuseHost,
  goOn,
  grantNotIssued,
  pauseRollout,
  resumeRollout,
  stopRollout,
} from './transitions.ts';
export type * from './types.ts';
export { type WantedWord, wantedWord } from './wave-gates.ts';
