// Whether a host plan's steps are such that the step machine may drive them. The checker asks the same of a whole plan
// with code of its own; this is the host's own look, before it begins.

import type { HostPlan } from '../plan/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import type { PlannedStep, StepKind } from '../step/index.ts';
import { STEP_ORDER } from './order.ts';

const HOOKED: ReadonlySet<StepKind> = new Set(['ask-cluster', 'drain', 'quiesce', 'settle', 'undrain', 'confirm']);

/** Refuses with `check-step-order`. */
export const judgeSteps = (
  hostPlan: Pick<HostPlan, 'steps' | 'questions' | 'restorePoint' | 'guests' | 'kernels'>,
): Outcome<void> => {
  const { steps } = hostPlan;
  const places = steps.map((step) => STEP_ORDER.indexOf(step.kind));
  const fallsAt = places.findIndex((place, index) => place <= (places[index - 1] ?? -1));
  if (fallsAt !== -1) return wrong(`${steps[fallsAt]?.kind} is out of order or named twice`);
  const hooked = steps.find((step) => step.run.how === 'hook' && !HOOKED.has(step.kind));
  if (hooked !== undefined) return wrong(`${hooked.kind} never calls a hook`);
  for (const kind of ['ask-cluster', 'settle'] as const) {
    const run = steps.find((step) => step.kind === kind)?.run.how ?? 'skip';
    const isAsked = hostPlan.questions !== undefined;
    // A question that no step asks would be planned in name only, and so would a step that asks none.
    if (run === (isAsked ? 'skip' : 'built-in')) return wrong(`${kind} and the questions to the cluster do not agree`);
  }
  if (runs(steps, 'restore-point') !== (hostPlan.restorePoint !== undefined)) {
    return wrong('restore-point and what is to be made do not agree');
  }
  if (runs(steps, 'make-room') !== (hostPlan.kernels?.before?.length ?? 0) > 0) {
    return wrong('make-room and what goes before the change do not agree');
  }
  for (const kind of ['guests-away', 'guests-back'] as const) {
    if (runs(steps, kind) !== sendsAway(hostPlan)) return wrong(`${kind} and what becomes of the guests do not agree`);
  }
  for (const kind of ['apply', 'verify'] as const) if (!runs(steps, kind)) return wrong(`${kind} is not run`);
  // What is taken out of its service must have a way into it again.
  const takesOut = runs(steps, 'drain') || runs(steps, 'quiesce');
  if (takesOut && !runs(steps, 'undrain')) return wrong('drain or quiesce without undrain');
  return ok(undefined);
};

const sendsAway = ({ guests }: Pick<HostPlan, 'guests'>): boolean => guests !== undefined && guests.choice !== 'leave';

const runs = (steps: readonly PlannedStep[], kind: StepKind): boolean =>
  steps.some((step) => step.kind === kind && step.run.how !== 'skip');

const wrong = (detail: string): Outcome<never> => refuse('check-step-order', { detail });
