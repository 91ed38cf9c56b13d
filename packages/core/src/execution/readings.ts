// What the steps of an attempt so far say about its host.

import { type GoneGuest, isSameGuest } from '../guest/index.ts';
import type { HostPlan } from '../plan/index.ts';
import type { Reason, ReasonCode } from '../reasons/index.ts';
import type { StepKind } from '../step/index.ts';
import { stepEvents, summariseAttempt } from './summary.ts';
import type { AttemptSummary, LedgerEntry, StepRun } from './types.ts';

const CHANGES: ReadonlySet<StepKind> = new Set(['apply', 'restart', 'reboot', 'way-back']);

export const took = (run: StepRun): boolean =>
  run.outcome === 'done' || run.outcome === 'already' || run.outcome === 'skipped';

/** Entered, whatever came of it: a step that was only skipped did nothing to the host. */
const entered = (run: StepRun): boolean => run.outcome !== 'skipped';

/** The executor's word that it entered `apply` and let no transaction begin: not what was approved, or no time for any of it. */
const NOT_BEGUN: ReadonlySet<ReasonCode | undefined> = new Set(['apply-not-begun', 'window-too-short']);
const refusedToBegin = (run: StepRun): boolean =>
  run.step === 'apply' && run.outcome === 'failed' && NOT_BEGUN.has(run.reason?.code);

/** The executor's word that it stopped between two parts, since the window would not have held the rest; `null`: it applied all. */
export const appliedInPart = (runs: readonly StepRun[]): StepRun | null =>
  runs.findLast((run) => run.step === 'apply' && run.outcome === 'done' && run.reason?.code === 'applied-in-part') ??
  null;

/** The executor's word that something blocked the reboot for as long as it waited, and that the host goes on without; `null`: nothing did. */
export const rebootRefused = (runs: readonly StepRun[]): Reason | null => {
  const last = runs.findLast((run) => run.step === 'reboot');
  return last?.outcome === 'skipped' && last.reason?.code === 'reboot-refused' ? last.reason : null;
};

/** Asked again before the drain, the cluster did not say yes, and no drain was begun before that which nobody saw end. */
const refusedToDrain = ({ step, outcome, entries, reason }: StepRun): boolean =>
  step === 'drain' &&
  outcome === 'failed' &&
  entries === 1 &&
  (reason?.code === 'cluster-cannot-spare' || reason?.code === 'cluster-unknown');

/** Something may have been installed, restarted or rebooted: from here on the attempt finishes. That old kernels went is none of it. */
export const hasChanged = (runs: readonly StepRun[]): boolean =>
  runs.some((run) => CHANGES.has(run.step) && entered(run) && !refusedToBegin(run));

/** May stand outside of its service: drained or quiesced, and not proven to be back. */
export const isOutOfService = (runs: readonly StepRun[]): boolean => {
  const last = runs.findLast(
    (run) =>
      (run.step === 'drain' || run.step === 'quiesce' || run.step === 'undrain') &&
      entered(run) &&
      !refusedToDrain(run),
  );
  return last !== undefined && !(last.step === 'undrain' && took(last));
};

/** Its guests were sent away, or may have been, and nothing shows that they are back. */
export const guestsAreAway = (runs: readonly StepRun[]): boolean => {
  const last = runs.findLast((run) => (run.step === 'guests-away' || run.step === 'guests-back') && entered(run));
  return last !== undefined && !(last.step === 'guests-back' && took(last));
};

/** Those that went in this attempt and may have to come back, as its ledger has them. */
export const guestsGone = (runs: readonly StepRun[]): readonly GoneGuest[] => {
  const gone: GoneGuest[] = [];
  for (const guest of runs.flatMap(({ guests = [] }) => guests)) {
    if (!gone.some((one) => isSameGuest(one, guest))) gone.push(guest);
  }
  return gone;
};

/** What stands now is proven: the plan's versions or the manifest's, or nothing was touched. */
export const isProven = (runs: readonly StepRun[]): boolean => {
  if (!hasChanged(runs)) return true;
  const last = runs.findLast((run) => (run.step === 'verify' || CHANGES.has(run.step)) && entered(run));
  return last?.step === 'verify' && took(last);
};

/** Was drained, and an undrain was begun since: it serves, or may. */
export const mayServeAgain = (runs: readonly StepRun[]): boolean => {
  const lastEntered = (step: StepKind): number => runs.findLastIndex((run) => run.step === step && entered(run));
  const drained = lastEntered('drain');
  return drained !== -1 && lastEntered('undrain') > drained;
};

/** It went back by packages alone, and has made a restore point: which of both it is at stands in the ledger, and nowhere else. */
export const leadsFurtherBack = ({ wayBack }: Pick<HostPlan, 'wayBack'>, runs: readonly StepRun[]): boolean => {
  if (wayBack.kind !== 'packages' || runs.filter((run) => run.step === 'way-back').length !== 1) return false;
  return runs.some((run) => run.step === 'restore-point' && run.outcome === 'done') && !isBackByRestorePoint(runs);
};

/** The host runs from its restore point. */
const isBackByRestorePoint = (runs: readonly StepRun[]): boolean =>
  runs.some((run) => run.step === 'way-back' && run.evidence?.restorePoint?.state === 'back');

/** Of the kernels that are installed, the last one beside the running one that this host was seen to run; `null`: nobody wrote one down. */
export const lastGoodKernel = (
  ledger: readonly LedgerEntry[],
  { running, installed }: { readonly running: string; readonly installed: readonly string[] },
): string | null =>
  ledger
    .flatMap((entry) => (entry.kind === 'step-ended' ? (entry.evidence?.kernel ?? []) : []))
    .findLast((kernel) => kernel !== running && installed.includes(kernel)) ?? null;

/**
 * The attempt before this one ended `done` for the same host plan, and this one's preflight found nothing left to do:
 * then it looks and proves, and does not take a serving host out of its service for nothing.
 */
export const repeatsDoneAttempt = (ledger: readonly LedgerEntry[], attempt: AttemptSummary): boolean => {
  const preflight = attempt.steps.find((run) => run.step === 'preflight');
  if (preflight?.outcome !== 'already') return false;
  const begun = stepEvents(ledger).filter((event) => event.kind === 'attempt-begun');
  const before = begun[begun.findIndex((event) => event.attemptId === attempt.attemptId) - 1];
  if (before === undefined || before.hostPlanDigest !== attempt.hostPlanDigest) return false;
  return summariseAttempt(ledger, before.attemptId)?.ended?.outcome === 'done';
};
