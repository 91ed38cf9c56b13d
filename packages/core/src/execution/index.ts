// Execution: the step machine of one host. From the host plan and the ledger alone it decides the next step, so that a
// crash anywhere is continued, never repeated. The agent's executor drives it; the simulator drives the same.
// The loop around it: read the ledger, `nextAction`, write `factFor` the action, do it, write `step-ended`, again.
// Not here: doing a step (the agent), writing and syncing the ledger (its port), granting a start (rollout).
// May import: ids, time, calendar, document, inventory, patch-set, plan (types, what may be isolated), policy (types), guest, restore-point (types), step, reasons.

export { broughtForBoot } from './boot-only.ts';
export { factFor } from './facts.ts';
export { type Interpreter, replacedModules } from './interpreted.ts';
export {
  alreadyIsolated,
  type HostIsolation,
  type IsolationState,
  isolationOf,
  isolationState,
  isTurned,
  type StandingIsolation,
} from './isolation.ts';
export { type IsolationInput, judgeIsolation } from './judge-isolation.ts';
export { judgeStart, type StartInput } from './judge-start.ts';
export { judgeSteps } from './judge-steps.ts';
export {
  adoptionOf,
  appendEntry,
  currentGeneration,
  EMPTY_LEDGER,
  headAfter,
  ledgerHead,
  verifyLedger,
} from './ledger.ts';
export { CLOCK_SKEW_SECONDS_MAX, ISOLATION_SECONDS_MAX, RETURN_TRIES_MAX, STEP_ENTRIES_MAX } from './limits.ts';
export { NEVER_RESTARTED } from './never-restarted.ts';
export { nextAction } from './next-action.ts';
export {
  type IsolationAction,
  type IsolationConditions,
  isolationWantsLook,
  nextIsolationAction,
} from './next-isolation.ts';
export { STEP_ORDER } from './order.ts';
export { type MeasuredPart, nextPart, type PartSize, partOf, partWishes } from './parts.ts';
export { appliedInPart, guestsGone, isProven, lastGoodKernel, rebootRefused } from './readings.ts';
export { isBootId, judgeReboot } from './reboot.ts';
export { type RebootSchedule, rebootSchedule } from './reboot-schedule.ts';
export { attemptEnd, openAttempt, stepEvents, summariseAttempt } from './summary.ts';
export { transactionTrace } from './traces.ts';
export { isTransactionOf, type TransactionPurpose, transactionName } from './transaction-name.ts';
export { factForRefusal } from './turned-away.ts';
export type * from './types.ts';
