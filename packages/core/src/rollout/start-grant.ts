// The payload of a start grant: what the controller signs for one host to begin.

import type { StartGrant } from '../execution/index.ts';
import type { Capability, HostPlan, PlanHeader } from '../plan/index.ts';
import type { Instant } from '../time/index.ts';
import type { Rollout, RolloutCommand } from './types.ts';

/** `now` becomes `issuedAt`, which the host compares with its own clock: sign and send it at once. */
export const startGrantFor = (options: {
  readonly grant: Extract<RolloutCommand, { readonly kind: 'grant' }>;
  readonly rollout: Pick<Rollout, 'rolloutId' | 'planDigest'>;
  readonly header: PlanHeader;
  readonly hostPlan: HostPlan;
  readonly now: Instant;
  /** Of the host's agent. */
  readonly capabilities: readonly string[];
}): StartGrant => {
  const { grant, rollout, header, hostPlan, now, capabilities } = options;
  const listed = header.hostPlans.find(({ hostId }) => hostId === grant.hostId);
  if (listed === undefined) throw new Error(`the plan header lists no host plan for ${grant.hostId}`);
  return {
    schema: 'slipway.start-grant/1',
    hostId: grant.hostId,
    rolloutId: rollout.rolloutId,
    attemptId: grant.attemptId,
    planDigest: rollout.planDigest,
    hostPlanDigest: listed.digest,
    generation: hostPlan.generation,
    occurrenceId: grant.occurrenceId,
    issuedAt: now,
    latestStartAt: grant.latestStartAt,
    ...(capabilities.includes('failure-logs/1' satisfies Capability) ? { logs: 'wanted' } : {}),
    ...(capabilities.includes('transaction/1' satisfies Capability) ? { transaction: 'wanted' } : {}),
  };
};
