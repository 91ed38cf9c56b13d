// Hosts that missed the occurrence in which they could have begun: what policy wants of them, and that people are told.

import { rulesAt } from '@slipway/core/policy';
import type { Rollout, RolloutHost, RolloutInput } from '@slipway/core/rollout';
import type { OutboxEvent, StoredPlan, StoreView } from '../../ports/index.ts';

/**
 * Where patch sets come by themselves they come again, for the next window, and an open rollout would only keep these
 * hosts from it. Elsewhere nobody would plan them again: they wait for what is left of their plan.
 */
export const missedHosts = async (
  { plans }: StoreView,
  { header, policyName = null }: StoredPlan,
): Promise<NonNullable<RolloutInput['missedHosts']>> => {
  const policy = await plans.policy();
  const rules = policy === null ? null : rulesAt(policy.value, { environment: header.environment, policyName });
  return rules?.promotion === undefined ? 'wait' : 'leave';
};

/** `null`: it has not missed one, or it was told when it had. */
export const missedEvent = async (
  { fleet }: StoreView,
  { rolloutId, environment }: Rollout,
  { before, after }: { readonly before: RolloutHost | undefined; readonly after: RolloutHost },
): Promise<OutboxEvent | null> => {
  const { missing } = after;
  if (missing === undefined || missing.missedAt === null) return null;
  const isKnown = before?.missing?.occurrenceId === missing.occurrenceId && before.missing.missedAt !== null;
  if (isKnown) return null;
  const host = await fleet.host(after.hostId);
  return {
    eventId: `host-missed-window.${rolloutId}-${after.hostId}.${missing.occurrenceId}`,
    at: missing.missedAt,
    kind: 'host-missed-window',
    content: {
      environment,
      hostId: after.hostId,
      hostname: host?.value.hostname ?? after.hostId,
      owner: host?.value.labels['owner'] ?? null,
      endedAt: missing.endsAt,
      reason: missing.reason,
      rule: 'next-window',
    },
    environments: [environment],
    about: rolloutId,
  };
};
