// Hosts that missed the occurrence in which they could have begun: what policy wants of them, and that people are told.

import type { HostId } from '@slipway/core/ids';
import { type HostPlan, whyNotIsolated } from '@slipway/core/plan';
import { type Rules, rulesAt } from '@slipway/core/policy';
import type { Reason } from '@slipway/core/reasons';
import type { MissedHosts, Rollout, RolloutHost } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { OutboxEvent, StoredPlan, StoreView } from '../../ports/index.ts';
import { notIsolated } from '../fleet/index.ts';

/**
 * Where patch sets come by themselves they come again, for the next window; and where policy wants it hosts are planned anew
 * when they are back, isolated first or not: an open rollout would only keep them from it. Elsewhere nobody would plan them
 * again, nor those that cannot be isolated: they wait for what is left of their plan.
 */
export const missedHosts = async (view: StoreView, plan: StoredPlan): Promise<MissedHosts> => {
  const rules = await rulesNow(view, plan);
  if (rules?.promotion !== undefined || rules?.missedWindow === 'on-return') return 'leave';
  if (rules?.missedWindow !== 'isolate-first') return 'wait';
  const leave = new Set<HostId>();
  for (const hostPlan of await view.plans.hostPlans(plan.digest)) {
    if ((await whyNot(view, hostPlan)) === null) leave.add(hostPlan.hostId);
  }
  return leave;
};

/** Why it cannot be isolated; `null`: it can. */
const whyNot = async ({ fleet }: StoreView, hostPlan: HostPlan): Promise<Reason | null> => {
  const host = await fleet.host(hostPlan.hostId);
  return whyNotIsolated(hostPlan, host?.value.contact ?? { capabilities: [] });
};

/** Whoever has missed its window now and cannot be isolated, though policy wants it, says why: it waits as others do. */
export const noteNotIsolated = async (
  change: StoreView,
  { before, after, at }: { readonly before: Rollout; readonly after: Rollout; readonly at: Instant },
): Promise<void> => {
  const hosts = new Map(before.hosts.map((host) => [host.hostId, host]));
  for (const host of after.hosts) {
    if (!isNewlyMissed(hosts.get(host.hostId), host)) continue;
    const plan = await change.plans.plan(after.planDigest);
    const hostPlan = await change.plans.hostPlan(after.planDigest, host.hostId);
    const rules = plan === null ? null : await rulesNow(change, plan);
    const why = hostPlan === null || rules?.missedWindow !== 'isolate-first' ? null : await whyNot(change, hostPlan);
    const record = why === null ? null : await change.fleet.host(host.hostId);
    if (why === null || record === null || host.missing === undefined) continue;
    const missed = { rolloutId: after.rolloutId, planDigest: after.planDigest, endedAt: host.missing.endsAt };
    await change.fleet.saveHost({
      revision: record.revision,
      value: { ...record.value, isolation: notIsolated(missed, why, at) },
    });
  }
};

const rulesNow = async (
  { plans }: StoreView,
  { header, policyName = null }: Pick<StoredPlan, 'header' | 'policyName'>,
): Promise<Rules | null> => {
  const policy = await plans.policy();
  return policy === null ? null : rulesAt(policy.value, { environment: header.environment, policyName });
};

const isNewlyMissed = (before: RolloutHost | undefined, { missing }: RolloutHost): boolean => {
  if (missing === undefined || missing.missedAt === null) return false;
  return before?.missing?.occurrenceId !== missing.occurrenceId || before.missing.missedAt === null;
};

/** `null`: it has not missed one, or it was told when it had. */
export const missedEvent = async (
  view: StoreView,
  { rolloutId, environment, planDigest }: Rollout,
  { before, after }: { readonly before: RolloutHost | undefined; readonly after: RolloutHost },
): Promise<OutboxEvent | null> => {
  const { missing } = after;
  if (missing === undefined || missing.missedAt === null) return null;
  if (!isNewlyMissed(before, after)) return null;
  const host = await view.fleet.host(after.hostId);
  const plan = await view.plans.plan(planDigest);
  const rules = plan === null ? null : await rulesNow(view, plan);
  const hostPlan = await view.plans.hostPlan(planDigest, after.hostId);
  const isLeftOut =
    rules?.missedWindow === 'isolate-first' && (hostPlan === null || (await whyNot(view, hostPlan)) !== null);
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
      rule: isLeftOut ? 'next-window' : (rules?.missedWindow ?? 'next-window'),
    },
    environments: [environment],
    about: rolloutId,
  };
};
