// Hosts that missed the occurrence in which they could have begun: what policy wants of them, and that people are told.

import { type Rules, rulesAt } from '@slipway/core/policy';
import type { Rollout, RolloutHost, RolloutInput } from '@slipway/core/rollout';
import type { OutboxEvent, StoredPlan, StoreView } from '../../ports/index.ts';

/**
 * Where patch sets come by themselves they come again, for the next window; and where policy wants it hosts are planned anew
 * when they are back: an open rollout would only keep them from it. Elsewhere nobody would plan them again: they wait for
 * what is left of their plan.
 */
export const missedHosts = async (
  view: StoreView,
  plan: StoredPlan,
): Promise<NonNullable<RolloutInput['missedHosts']>> => {
  const rules = await rulesNow(view, plan);
  return rules?.promotion !== undefined || rules?.missedWindow === 'on-return' ? 'leave' : 'wait';
};

const rulesNow = async (
  { plans }: StoreView,
  { header, policyName = null }: Pick<StoredPlan, 'header' | 'policyName'>,
): Promise<Rules | null> => {
  const policy = await plans.policy();
  return policy === null ? null : rulesAt(policy.value, { environment: header.environment, policyName });
};

/** `null`: it has not missed one, or it was told when it had. */
export const missedEvent = async (
  view: StoreView,
  { rolloutId, environment, planDigest }: Rollout,
  { before, after }: { readonly before: RolloutHost | undefined; readonly after: RolloutHost },
): Promise<OutboxEvent | null> => {
  const { missing } = after;
  if (missing === undefined || missing.missedAt === null) return null;
  const isKnown = before?.missing?.occurrenceId === missing.occurrenceId && before.missing.missedAt !== null;
  if (isKnown) return null;
  const host = await view.fleet.host(after.hostId);
  const plan = await view.plans.plan(planDigest);
  const rules = plan === null ? null : await rulesNow(view, plan);
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
      rule: rules?.missedWindow ?? 'next-window',
    },
    environments: [environment],
    about: rolloutId,
  };
};
