// The step machine: from host plan and ledger alone, what the host does next. It keeps nothing between two calls, so a
// crash anywhere is continued by asking again.
//
// Before anything is changed, a failure, the stop file or a lost controller make the host return to its service and end
// `not-begun`; so does an `apply` whose last simulation was refused. Old kernels that `make-room` took away by then stay away: they are
// no part of what the host runs or goes back to. From `apply` on it finishes: a failure goes the way back where the plan has an automatic one, is proven
// against the manifest and ends `gone-back`. Where the packages that it went back to cannot be proven, the restore point is tried, once.
// What can be proven in no way ends `isolated`, out of its service.
// A reboot that stayed blocked is passed over: the host is proven as it runs, serves, and ends `done` with that reason.
// An `apply` that stopped between two of its parts is gone on from as if it had applied all, and ends `part-done`.
// Returning to service (settle, undrain, confirm) is tried RETURN_TRIES_MAX times; going back would not help a host that
// is healthy in itself, so after that it is taken out of its service again and isolated with its versions in place.

import type { AttemptId } from '../ids/index.ts';
import type { HostPlan } from '../plan/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import type { PlannedStep, StepKind } from '../step/index.ts';
import { causeOf, end, haltReason, wayBackFailed, wentBack } from './endings.ts';
import { STEP_ENTRIES_MAX } from './limits.ts';
import { mayFollow } from './order.ts';
import {
  appliedInPart,
  guestsAreAway,
  hasChanged,
  isOutOfService,
  leadsFurtherBack,
  mayServeAgain,
  rebootRefused,
  repeatsDoneAttempt,
  took,
} from './readings.ts';
import { summariseAttempt } from './summary.ts';
import type { ExecutionConditions, LedgerEntry, NextAction, StepRun } from './types.ts';
import { RETURNING, walk } from './walk.ts';

/** Given up where they stand when the host is halted. Not so `make-room`: what it takes away goes forward to its end. */
const BEFORE_APPLY: ReadonlySet<StepKind> = new Set([
  'repair',
  'preflight',
  'manifest',
  'ask-cluster',
  'drain',
  'quiesce',
  'guests-away',
  'restore-point',
]);
/**
 * On the way back these follow: what was restored takes effect, is proven, then given back to its service. Without the
 * reboot a host whose message bus or init has mapped the withdrawn libraries could never be proven.
 */
const AFTER_WAY_BACK: ReadonlySet<StepKind> = new Set([
  'reboot',
  'verify',
  'guests-back',
  'settle',
  'undrain',
  'confirm',
]);
/** When a done plan is run again, these look; nothing else could find anything to do. */
const LOOKING: ReadonlySet<StepKind> = new Set(['preflight', 'verify', 'confirm']);
/** Their transaction outlives the agent: entering them again in the same boot only watches it, and is not counted. */
const TRANSACTING: ReadonlySet<StepKind> = new Set(['make-room', 'apply', 'way-back']);

/** What one call looks at. */
interface Situation {
  readonly hostPlan: HostPlan;
  readonly runs: readonly StepRun[];
  readonly conditions: ExecutionConditions;
  /** The stop file or a lost controller; looked at only while nothing has been changed. */
  readonly halted: boolean;
  readonly repeat: boolean;
}

export const nextAction = (
  hostPlan: HostPlan,
  ledger: readonly LedgerEntry[],
  attemptId: AttemptId,
  conditions: ExecutionConditions,
): NextAction => {
  if (hostPlan.hostId !== conditions.hostId) throw new Error('the host plan of another host reached the step machine');
  const attempt = summariseAttempt(ledger, attemptId);
  if (attempt === null) return { kind: 'nothing', reason: reason('not-found', { what: 'attempt', id: attemptId }) };
  if (attempt.ended !== null) {
    const { outcome } = attempt.ended;
    return { kind: 'nothing', reason: reason('attempt-ended', { attempt: attemptId, outcome }) };
  }
  const runs = attempt.steps;
  const situation: Situation = {
    hostPlan,
    runs,
    conditions,
    halted: conditions.stopped || conditions.contact === 'lost',
    repeat: repeatsDoneAttempt(ledger, attempt),
  };
  const action = goOnWithOpenStep(situation) ?? decide(situation);
  assertOrigin(situation, action);
  return action;
};

/** A step that has begun and not ended is entered again, unless it may not be or has been too often. */
const goOnWithOpenStep = (situation: Situation): NextAction | null => {
  const open = situation.runs.at(-1);
  if (open === undefined || open.outcome !== null) return null;
  const step = plannedStep(situation.hostPlan, open.step);
  const returning = situation.runs.some((run) => run.step === 'undrain');
  if (situation.halted && !returning && BEFORE_APPLY.has(open.step)) {
    return { kind: 'fail-step', step, reason: haltReason(situation.conditions) };
  }
  const { bootId } = situation.conditions;
  const boots = new Set([...open.boots, bootId]).size;
  const count = TRANSACTING.has(open.step) ? boots - 1 : open.entries;
  if (count >= STEP_ENTRIES_MAX) {
    return { kind: 'fail-step', step, reason: reason('step-interrupted-often', { step: open.step, count }) };
  }
  return enter(situation, step, 'interrupted');
};

const decide = (situation: Situation): NextAction => {
  const { runs, hostPlan } = situation;
  if (!hasChanged(runs)) return beforeChange(situation);
  const wayBackAt = runs.findLastIndex((run) => run.step === 'way-back');
  return wayBackAt === -1
    ? towardPlan(situation)
    : towardManifest(
        situation,
        runs.slice(wayBackAt),
        hostPlan.steps.filter((step) => AFTER_WAY_BACK.has(step.kind)),
      );
};

/** Nothing has been changed yet: any failure, or a stop, is answered by returning to service. */
const beforeChange = (situation: Situation): NextAction => {
  const { runs, halted } = situation;
  const failure = runs.find(({ outcome, step }) => outcome === 'failed' && !RETREAT.has(step));
  const returning = runs.some((run) => RETREAT.has(run.step) && run.outcome !== 'skipped');
  if (failure === undefined && !returning && !halted) return alongThePlan(situation);
  const cause = failure === undefined ? haltReason(situation.conditions) : causeOf(failure);
  const back: readonly StepKind[] = [
    ...(guestsAreAway(runs) ? (['guests-back'] as const) : []),
    ...(isOutOfService(runs) ? (['undrain'] as const) : []),
  ];
  if (back.length === 0) return end('not-begun', cause);
  const next = walk(
    back.map((kind) => plannedStep(situation.hostPlan, kind)),
    runs,
  );
  switch (next.kind) {
    case 'enter':
      return enter(situation, next.step, 'fresh');
    case 'failed':
      return isolate(situation, causeOf(next.run));
    case 'complete':
      throw new Error('a way back into service took effect and does not count');
  }
};

/** What makes undone what was done before any change. */
const RETREAT: ReadonlySet<StepKind> = new Set(['guests-back', 'undrain']);

const alongThePlan = (situation: Situation): NextAction => {
  const next = situation.hostPlan.steps.find(
    ({ kind }) => kind !== 'way-back' && !situation.runs.some((run) => run.step === kind),
  );
  return next === undefined ? end('done', null) : enter(situation, next, 'fresh');
};

const towardPlan = (situation: Situation): NextAction => {
  const { hostPlan, runs } = situation;
  const next = walk(
    hostPlan.steps.filter((step) => step.kind !== 'way-back'),
    runs,
  );
  if (next.kind === 'enter') return enter(situation, next.step, 'fresh');
  if (next.kind === 'complete') return endAsApplied(runs, null);
  // The host is done and serves: what it could not tidy up is told, and nothing goes back for it.
  if (next.run.step === 'clean-up') return endAsApplied(runs, causeOf(next.run));
  const { wayBack } = hostPlan;
  const goesBack = !RETURNING.has(next.run.step) && wayBack.kind !== 'none' && wayBack.when === 'automatic';
  if (goesBack) return enter(situation, plannedStep(hostPlan, 'way-back'), 'fresh');
  return isolate(situation, causeOf(next.run));
};

/** Where some is left, that is what has to be known of it; else that it still runs the old; else what is to be done by hand. */
const endAsApplied = (runs: readonly StepRun[], why: Reason | null): NextAction => {
  const inPart = appliedInPart(runs);
  return inPart === null ? end('done', rebootRefused(runs) ?? why) : end('part-done', causeOf(inPart));
};

const towardManifest = (situation: Situation, runs: readonly StepRun[], steps: readonly PlannedStep[]): NextAction => {
  const [wayBack] = runs;
  if (wayBack !== undefined && !took(wayBack)) return isolate(situation, wayBackFailed(causeOf(wayBack)));
  const next = walk(steps, runs);
  if (next.kind === 'enter') return enter(situation, next.step, 'fresh');
  if (next.kind === 'failed') {
    const further = !RETURNING.has(next.run.step) && leadsFurtherBack(situation.hostPlan, situation.runs);
    return further
      ? enter(situation, plannedStep(situation.hostPlan, 'way-back'), 'fresh')
      : isolate(situation, wayBackFailed(causeOf(next.run)));
  }
  const failure = situation.runs.find((run) => run.outcome === 'failed');
  return end('gone-back', wentBack(failure === undefined ? null : causeOf(failure)));
};

/** Out of its service for a person; taken out again first where an undrain may have put it back. */
const isolate = (situation: Situation, cause: Reason): NextAction => {
  const { runs, hostPlan } = situation;
  // Its guests need not wait for that person. Once only: what does not come back by itself is that person's, too.
  if (guestsAreAway(runs) && !runs.some(({ step }) => step === 'guests-back')) {
    return enter(situation, plannedStep(hostPlan, 'guests-back'), 'fresh');
  }
  return mayServeAgain(runs) ? enter(situation, plannedStep(hostPlan, 'drain'), 'fresh') : end('isolated', cause);
};

const enter = (situation: Situation, step: PlannedStep, entry: 'fresh' | 'interrupted'): NextAction => {
  if (step.run.how === 'skip') return { kind: 'skip-step', step, reason: step.run.reason };
  if (situation.repeat && !LOOKING.has(step.kind)) {
    return { kind: 'skip-step', step, reason: reason('already-at-target') };
  }
  const back = step.kind === 'way-back' || situation.runs.some((run) => run.step === 'way-back');
  return { kind: 'run-step', step, entry, direction: back ? 'back' : 'planned' };
};

/** The plan's own step. The way back is decided by {@link HostPlan.wayBack}, whether or not it stands among the steps. */
const plannedStep = (hostPlan: HostPlan, kind: StepKind): PlannedStep => {
  const planned = hostPlan.steps.find((step) => step.kind === kind);
  if (kind === 'way-back') {
    return { kind, run: { how: 'built-in' }, timeoutSeconds: planned?.timeoutSeconds ?? hostPlan.wayBackSeconds };
  }
  if (planned === undefined) throw new Error(`the ledger holds a step ${kind} that the host plan does not name`);
  return planned;
};

/** Stays on: a step out of order must stop the program before it reaches the host. */
const assertOrigin = (situation: Situation, action: NextAction): void => {
  if (action.kind === 'nothing' || action.kind === 'end-attempt') return;
  const last = situation.runs.at(-1);
  const { kind } = action.step;
  if (last !== undefined && last.outcome === null && last.step === kind) return;
  const planned = new Set(situation.hostPlan.steps.map((step) => step.kind));
  if (last?.outcome === null || !mayFollow(kind, last?.step ?? 'begin', planned)) {
    throw new Error(`step ${kind} may not follow ${last?.step ?? 'the beginning'}`);
  }
};
