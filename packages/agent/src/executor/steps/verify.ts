// Verify: the versions that stand, the units and checks that were well before, and no process that still runs old code.

import type { PlannedCheck } from '@slipway/core/plan';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import type { PlannedStep } from '@slipway/core/step';
import { type AttemptContext, done, failed, type StepResult } from '../context.ts';
import { expectedAfter } from './apply.ts';
import { standingVersions } from './package-transaction.ts';
import { expectedBack } from './way-back.ts';

/** Services need a moment after their restart: what fails is asked again, as long as it may take. */
const CHECK_AGAIN_MS = 1000;
/** A process that outlives the restart of its unit this long does not end by itself. */
const OLD_CODE_SECONDS_MAX = 60;
/** In a reason's text; the evidence carries all of them. */
const PROCESSES_NAMED_MAX = 5;

export const verify = async (context: AttemptContext, step: PlannedStep): Promise<StepResult> => {
  const expected = context.direction === 'planned' ? expectedAfter(context.hostPlan) : expectedBack(context);
  const standing = await standingVersions(context, expected);
  if (standing.differs !== null) return failed(standing.differs, standing.evidence);
  const { clock } = context.ports;
  const begunMs = clock.monotonicMs();
  for (;;) {
    const wrong = await firstWrong(context);
    if (wrong === null) return done(standing.evidence);
    const patienceMs = Math.min(wrong.patienceSeconds, step.timeoutSeconds) * 1000;
    if (clock.monotonicMs() - begunMs + CHECK_AGAIN_MS >= patienceMs) {
      const left = await context.ports.system.staleProcesses();
      return failed(wrong.reason, {
        ...standing.evidence,
        staleProcesses: left.map(({ pid, executable, unit }) => ({ pid, executable, unit })),
      });
    }
    await clock.sleep(CHECK_AGAIN_MS);
  }
};

/** What is not well, and how long it may take to become so: a host out of its service must not wait for a dead unit. */
interface Wrong {
  readonly reason: Reason;
  readonly patienceSeconds: number;
}

const firstWrong = async (context: AttemptContext): Promise<Wrong | null> => {
  for (const check of context.hostPlan.checks) {
    const healthy = await oneCheck(context, check);
    if (!healthy.ok) return { reason: healthy.reason, patienceSeconds: check.timeoutSeconds };
  }
  const stale = await noOldCode(context);
  return stale.ok ? null : { reason: stale.reason, patienceSeconds: OLD_CODE_SECONDS_MAX };
};

const oneCheck = async (context: AttemptContext, planned: PlannedCheck): Promise<Outcome<void>> => {
  const { check } = planned;
  if (check.kind === 'unit-active') {
    const state = await context.ports.services.state(check.unit);
    // A unit that was not active before the change is no fault of the change, and is reported by the manifest.
    const wasActive = (context.unitsBefore.get(check.unit) ?? 'active') === 'active';
    return state === 'active' || !wasActive ? ok(undefined) : refuse('unit-not-active', { unit: check.unit, state });
  }
  const answer = await context.ports.hooks.call(check, planned.timeoutSeconds);
  if (!answer.ok) return answer;
  const { status, output } = answer.value;
  return status === 0 ? ok(undefined) : refuse('check-failed', { check: check.hook, detail: output });
};

/** A plan without restart says so itself; then old code in memory is reported, not failed. */
const noOldCode = async (context: AttemptContext): Promise<Outcome<void>> => {
  if (context.hostPlan.restart === 'none') return ok(undefined);
  const stale = await context.ports.system.staleProcesses();
  if (stale.length === 0) return ok(undefined);
  const named = stale.slice(0, PROCESSES_NAMED_MAX).map(({ pid, executable }) => `${executable} (${pid})`);
  return { ok: false, reason: reason('memory-still-old', { count: stale.length, processes: named.join(', ') }) };
};
