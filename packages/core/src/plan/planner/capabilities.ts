// What an agent must be able to do for a host plan: negotiated, so that an older agent is never sent what it would
// not understand.

import type { SystemFacts } from '../../inventory/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { HostForPlanning, HostPlan } from '../types.ts';

/** The words that agents say of themselves at every check-in: a subject, and the version of its part in the plan. */
export type Capability = 'apt/1' | 'dnf/1' | 'steps/1' | 'hooks/1' | 'labels/1';

/**
 * Every agent reads the whole header, and one that does not know a field in it refuses the plan. Nobody is left out for
 * it: the header then says nothing of labels, and the report says why.
 */
export const readsLabels = ({ capabilities }: Pick<HostForPlanning, 'capabilities'>): boolean =>
  capabilities.includes('labels/1' satisfies Capability);

/** Of what the plan uses, the first that the agent lacks. */
export function lackingCapability(
  host: Pick<HostForPlanning, 'capabilities'>,
  format: SystemFacts['packageFormat'],
  plan: Pick<HostPlan, 'steps' | 'checks'>,
): Reason | null {
  const lacking = capabilitiesFor(format, plan).find((capability) => !host.capabilities.includes(capability));
  return lacking === undefined ? null : reason('host-lacks-capability', { capability: lacking });
}

function capabilitiesFor(
  format: SystemFacts['packageFormat'],
  { steps, checks }: Pick<HostPlan, 'steps' | 'checks'>,
): readonly Capability[] {
  const callsHooks = steps.some(({ run }) => run.how === 'hook') || checks.some(({ check }) => check.kind === 'hook');
  return [format === 'deb' ? 'apt/1' : 'dnf/1', 'steps/1', ...(callsHooks ? (['hooks/1'] as const) : [])];
}
