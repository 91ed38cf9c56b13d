// The host plan's checks: measured before the change, and after it held against that.

import { type CheckReading, checkAsked, judgeCheck, type TakenCheck } from '@slipway/core/check';
import type { HostPlan, PlannedCheck } from '@slipway/core/plan';
import { firstLine } from '@slipway/core/reading';
import { explain, type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import type { AttemptContext, ExecutorPorts } from '../context.ts';
import { removesAny } from './fallen.ts';

/** Services need a moment: what is not well is asked again, as long as the check may take. */
const CHECK_AGAIN_MS = 1000;
/** Names in a reason; the evidence has all. */
const NAMED_MAX = 5;

/** What is not well, and how long it may take to become so: a host out of its service must not wait for a dead unit. */
export interface Wrong {
  readonly reason: Reason;
  readonly patienceSeconds: number;
}

/** What checks are asked with, within an attempt and after it. */
export type Measured = Pick<AttemptContext, 'hostPlan' | 'manifest' | 'unitsBefore' | 'checksBefore'> & {
  readonly ports: Pick<ExecutorPorts, 'checks' | 'clock' | 'hooks' | 'services'>;
};

/**
 * Whether there is anything to measure that an earlier version would not have. Where there is not, manifest and verify are as
 * they were, and so is what travels: a controller of that version would not read it.
 */
export const isMeasured = ({ checks }: HostPlan): boolean =>
  checks.some(({ check }) => check.kind !== 'unit-active' && check.kind !== 'hook');

/** Refuses where one cannot be measured: afterwards nobody could compare it, and nothing has been changed yet. */
export const measureBefore = async (context: AttemptContext): Promise<Outcome<readonly TakenCheck[]>> => {
  const { hostPlan, ports } = context;
  const begunMs = ports.clock.monotonicMs();
  const taken: TakenCheck[] = [];
  for (const planned of hostPlan.checks) {
    const asked = checkAsked(planned.check);
    const reading = await untilWell(context, planned, begunMs);
    if (reading.state === 'unknown') return refuse('check-unknown', { check: asked, detail: reading.detail });
    taken.push({ asked, ...reading });
  }
  return ok(taken);
};

/** All checks run out together: the next one has what is left of its time, and is asked once at least. */
const untilWell = async (context: Measured, planned: PlannedCheck, begunMs: number): Promise<CheckReading> => {
  const { clock } = context.ports;
  for (;;) {
    const reading = await read(context, planned);
    // A unit's state is no question of time: nobody has touched it.
    if (reading.state === 'well' || planned.check.kind === 'unit-active') return reading;
    if (clock.monotonicMs() - begunMs + CHECK_AGAIN_MS >= planned.timeoutSeconds * 1000) return reading;
    await clock.sleep(CHECK_AGAIN_MS);
  }
};

export interface ChecksAfter {
  readonly checks: readonly TakenCheck[];
  /** The one that may take the least time to become well. */
  readonly wrong: Wrong | null;
}

export const measureAfter = async (context: Measured, excused: ReadonlySet<string>): Promise<ChecksAfter> => {
  const checks: TakenCheck[] = [];
  let wrong: Wrong | null = null;
  for (const [at, planned] of context.hostPlan.checks.entries()) {
    const after = await read(context, planned);
    const before = readingBefore(context, planned, at);
    const { judged, detail } = judgeCheck({ check: planned.check, before, after, excused });
    checks.push({ asked: checkAsked(planned.check), ...after, detail, judged });
    if (judged !== 'not-well') continue;
    const patienceSeconds = patienceFor(planned);
    if (wrong === null || patienceSeconds < wrong.patienceSeconds) {
      wrong = { reason: whyNotWell(planned, after, detail), patienceSeconds };
    }
  }
  return { checks, wrong };
};

/** Units that the attempt itself took down, or away with their package: their ports are not missed. */
export const excusedUnits = async ({ hostPlan, ports, unitsBefore }: Measured): Promise<ReadonlySet<string>> => {
  const excused = new Set([...unitsBefore].flatMap(([unit, state]) => (state === 'active' ? [] : [unit])));
  if (!removesAny(hostPlan)) return excused;
  for (const unit of unitsBefore.keys()) {
    if ((await ports.services.state(unit)) === 'not-found') excused.add(unit);
  }
  return excused;
};

/** Told, and no fault of the change. */
export const illBefore = (checks: readonly TakenCheck[]): Reason | null => {
  const ill = checks.filter(({ state, judged }) => (judged === undefined ? state === 'ill' : judged === 'ill-before'));
  if (ill.length === 0) return null;
  const more = ill.length > NAMED_MAX ? `, and ${ill.length - NAMED_MAX} more` : '';
  const named = ill.slice(0, NAMED_MAX).map(({ asked }) => asked);
  return reason('checks-ill-before', { checks: `${named.join(', ')}${more}` });
};

/** What stands in the journal stays there. */
const patienceFor = ({ check, timeoutSeconds }: PlannedCheck): number =>
  check.kind === 'journal' ? 0 : timeoutSeconds;

const whyNotWell = ({ check }: PlannedCheck, { detail: state }: CheckReading, detail: string): Reason =>
  check.kind === 'unit-active'
    ? reason('unit-not-active', { unit: check.unit, state })
    : reason('check-failed', { check: check.kind === 'hook' ? check.hook : checkAsked(check), detail });

/** `null`: an agent of an earlier version took the manifest. */
const readingBefore = (context: Measured, { check }: PlannedCheck, at: number): CheckReading | null => {
  if (check.kind !== 'unit-active') return context.checksBefore?.[at] ?? null;
  // What drain or quiesce has taken down since is no longer expected.
  const state = context.unitsBefore.get(check.unit) ?? 'active';
  return { state: state === 'active' ? 'well' : 'ill', detail: state };
};

const read = async (context: Measured, { check, timeoutSeconds }: PlannedCheck): Promise<CheckReading> => {
  const { ports, hostPlan, manifest } = context;
  switch (check.kind) {
    case 'unit-active': {
      const state = await ports.services.state(check.unit);
      return { state: state === 'active' ? 'well' : state === 'unknown' ? 'unknown' : 'ill', detail: state };
    }
    case 'hook': {
      const answer = await ports.hooks.call(check, timeoutSeconds);
      if (!answer.ok) return { state: 'unknown', detail: explain(answer.reason) };
      const { status, output } = answer.value;
      const said = firstLine(output);
      return { state: status === 0 ? 'well' : 'ill', detail: said === '' ? `it ended with status ${status}` : said };
    }
    case 'failed-units': {
      const failed = await ports.services.failedUnits();
      if (!failed.ok) return { state: 'unknown', detail: explain(failed.reason) };
      const items = failed.value.map((unit) => ({ name: unit, count: 1, unit }));
      return { state: 'well', items, detail: items.length === 0 ? 'none has failed' : failed.value.join(', ') };
    }
    default:
      return await ports.checks.measure(check, {
        timeLimitMs: timeoutSeconds * 1000,
        since: manifest?.takenAt ?? null,
        boots: hostPlan.reboot !== 'never',
      });
  }
};
