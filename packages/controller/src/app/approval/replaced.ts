// Lineage is per host: a plan is replaced where a newer one has taken any of its hosts (DESIGN section 5).

import { type Reason, reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { endOf } from './change-request.ts';

export const whyReplaced = async (
  { plans }: StoreView,
  { digest }: Pick<StoredPlan, 'digest'>,
): Promise<Reason | null> => {
  for (const { hostId, generation } of await plans.hostPlans(digest)) {
    const current = (await plans.currentHostPlan(hostId))?.hostPlan.generation ?? generation;
    if (current > generation) return reason('superseded', { generation: current });
  }
  return null;
};

export const isReplaced = async (view: StoreView, plan: Pick<StoredPlan, 'digest'>): Promise<boolean> =>
  (await whyReplaced(view, plan)) !== null;

/** In the write that stores the newer plan. What runs already runs to its end, and its change request with it. */
export const endReplaced = async (change: StoreView, newer: StoredPlan, now: Instant): Promise<void> => {
  const taken = new Set(newer.header.bounds.hosts);
  for (const request of await change.changeRequests.openChangeRequests()) {
    const { planDigest } = request.value;
    const plan = planDigest === newer.digest ? null : await change.plans.plan(planDigest);
    if (plan === null || !plan.header.bounds.hosts.some((hostId) => taken.has(hostId))) continue;
    const rollouts = await change.rollouts.rolloutsOf(planDigest);
    if (rollouts.some(({ endedAt }) => endedAt === null) || !(await isReplaced(change, plan))) continue;
    const text = `A newer plan took its hosts before it was started: ${newer.digest}`;
    await endOf(change, request, { result: { outcome: 'superseded', text, rolloutId: null }, who: 'slipway', now });
  }
};
