// Whether a host could be kept from its service outside of an attempt, by what its plan names and its agent can do.

import { type Reason, reason } from '../reasons/index.ts';
import type { PlannedStep, StepKind } from '../step/index.ts';
import type { HostForPlanning, HostPlan } from './types.ts';

/** Obeys orders to be kept from its service. */
export const ISOLATION_CAPABILITY = 'isolate/1';

/** `null`: it could. */
export const whyNotIsolated = (
  { steps }: Pick<HostPlan, 'steps'>,
  { capabilities }: Pick<HostForPlanning, 'capabilities'>,
): Reason | null => {
  if (!capabilities.includes(ISOLATION_CAPABILITY)) {
    return reason('host-lacks-capability', { capability: ISOLATION_CAPABILITY });
  }
  return whyNoWayOut(steps);
};

/** What drains must be a hook, and so must what undrains: outside of an attempt nothing else of a plan is run. */
export const whyNoWayOut = (steps: readonly PlannedStep[]): Reason | null => {
  const how = (kind: StepKind) => steps.find((step) => step.kind === kind)?.run.how ?? 'skip';
  const missing = (['drain', 'undrain'] as const).find((kind) => how(kind) !== 'hook');
  return missing === undefined ? null : reason('isolation-no-hook', { step: missing });
};
