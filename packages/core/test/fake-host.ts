// A host for tests of the step machine: a ledger, what is installed, and whether it serves. It drives `nextAction` exactly
// as the executor does, and can be killed after every line of the ledger and in the middle of every step.

import {
  type AttemptOutcome,
  appendEntry,
  type ExecutionConditions,
  factFor,
  type LedgerEntry,
  type LedgerFact,
  ledgerHead,
  type NextAction,
  nextAction,
} from '@slipway/core/execution';
import { type AttemptId, asAttemptId } from '@slipway/core/ids';
import type { HostPlan } from '@slipway/core/plan';
import { reason } from '@slipway/core/reasons';
import type { StepKind, StepOutcome } from '@slipway/core/step';
import { digestOfText, sha256 } from '@slipway/testkit/builders';
import { at, EVENING } from './plans.ts';

export const bootId = (boot: number): string => `00000000-0000-4000-8000-${String(boot).padStart(12, '0')}`;

/**
 * What a step says when it is run: by kind, how often it was run before, and direction. `refused`: `apply` lets nothing
 * begin; any other step, and an `apply` that has begun, fails. `in-part`: `apply` stops between two of its parts; any other step is done.
 */
export type Says = (
  step: StepKind,
  runsBefore: number,
  direction: 'planned' | 'back',
) => StepOutcome | 'refused' | 'in-part';

/** What befalls the host at one moment; asked once per moment. */
export interface Fate {
  /** Killed now: in the same boot, or with the whole host. */
  readonly killed: 'no' | 'program' | 'host';
  readonly stopped: boolean;
  readonly contact: 'held' | 'lost';
}
export const CALM: Fate = { killed: 'no', stopped: false, contact: 'held' };

export interface FakeHost {
  ledger: readonly LedgerEntry[];
  boot: number;
  installed: 'previous' | 'planned' | 'part' | 'mixed';
  serving: boolean;
  guests: 'here' | 'away';
  /** Times that a transaction toward the plan really changed something. */
  applied: number;
  readonly actions: NextAction[];
}

export const ATTEMPT = asAttemptId('rollout-1-host-1-1');

export const aFakeHost = (): FakeHost => ({
  ledger: [],
  boot: 1,
  installed: 'previous',
  serving: true,
  guests: 'here',
  applied: 0,
  actions: [],
});

export const write = (host: FakeHost, fact: LedgerFact): void => {
  const head = ledgerHead(host.ledger, sha256);
  const entry = appendEntry(head, fact, { at: at(host.ledger.length), bootId: bootId(host.boot) });
  host.ledger = [...host.ledger, entry];
};

export const begin = (host: FakeHost, attemptId: AttemptId = ATTEMPT, hostPlanDigest = digestOfText('plan')): void =>
  write(host, { kind: 'attempt-begun', attemptId, hostPlanDigest, generation: 1 });

export const conditionsOf = (host: FakeHost, fate: Fate = CALM): ExecutionConditions => ({
  now: EVENING,
  bootId: bootId(host.boot),
  stopped: fate.stopped,
  contact: fate.contact,
  hostId: 'host-1' as ExecutionConditions['hostId'],
});

/** More than any attempt can take, crashes of the tests included; a machine that does not end fails here. */
export const ACTIONS_MAX = 200;

export const driveToEnd = (options: {
  readonly host: FakeHost;
  readonly hostPlan: HostPlan;
  readonly says?: Says;
  readonly fate?: () => Fate;
  readonly attemptId?: AttemptId;
}): AttemptOutcome => {
  const { host, hostPlan, says = () => 'done', fate = () => CALM, attemptId = ATTEMPT } = options;
  for (let count = 0; count < ACTIONS_MAX; count++) {
    const action = nextAction(hostPlan, host.ledger, attemptId, conditionsOf(host, fate()));
    host.actions.push(action);
    const fact = factFor(action, attemptId);
    if (fact === null) throw new Error(`nothing to do before the end: ${JSON.stringify(action)}`);
    write(host, fact);
    if (action.kind === 'end-attempt') return action.outcome;
    if (action.kind === 'run-step') perform({ host, action, says, fate, attemptId });
  }
  throw new Error(`the attempt did not end within ${ACTIONS_MAX} actions`);
};

type RunStep = Extract<NextAction, { readonly kind: 'run-step' }>;

const perform = (options: {
  readonly host: FakeHost;
  readonly action: RunStep;
  readonly says: Says;
  readonly fate: () => Fate;
  readonly attemptId: AttemptId;
}): void => {
  const { host, action, says, fate, attemptId } = options;
  if (isKilled(host, fate())) return;
  const { kind } = action.step;
  const ended = host.ledger.filter((entry) => entry.kind === 'step-ended' && entry.step === kind).length;
  const said = says(kind, ended, action.direction);
  const refused = said === 'refused' && kind === 'apply' && host.installed === 'previous';
  const wanted = said === 'refused' ? 'failed' : said === 'in-part' ? 'done' : said;
  const inPart = said === 'in-part' && kind === 'apply' && host.installed === 'previous';
  const outcome = refused ? 'failed' : takeEffect(host, kind, wanted);
  if (inPart) host.installed = 'part';
  if (isKilled(host, fate())) return;
  const detail = 'as the test says';
  const failure = refused ? reason('apply-not-begun', { detail }) : reason('check-failed', { check: kind, detail });
  const stopped = kind === 'apply' && host.installed === 'part' && outcome !== 'failed';
  const why =
    outcome === 'failed' ? failure : stopped ? reason('applied-in-part', { applied: 1, planned: 2, detail }) : null;
  write(host, { kind: 'step-ended', attemptId, step: kind, outcome, reason: why, evidence: null });
};

const isKilled = (host: FakeHost, { killed }: Fate): boolean => {
  if (killed === 'host') host.boot += 1;
  return killed !== 'no';
};

/** Safe to repeat: what is so already is not done again, and says so. */
const takeEffect = (host: FakeHost, step: StepKind, wanted: StepOutcome): StepOutcome => {
  if (step === 'drain') host.serving = false;
  if (step === 'guests-away') host.guests = 'away';
  if (step === 'guests-back' && wanted !== 'failed') host.guests = 'here';
  if (step === 'undrain' && wanted !== 'failed') host.serving = true;
  if (step === 'apply') {
    if (host.installed === 'planned') return wanted === 'failed' ? 'failed' : 'already';
    if (host.installed === 'part' && wanted !== 'failed') return 'done';
    host.installed = wanted === 'failed' ? 'mixed' : 'planned';
    if (wanted !== 'failed') host.applied += 1;
  }
  if (step === 'way-back' && wanted !== 'failed') host.installed = 'previous';
  return wanted;
};
