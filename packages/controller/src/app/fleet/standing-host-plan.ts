// Which host plan a host should hold now: that of a rollout that has not ended for it, else of an approved plan that no
// rollout has begun yet.

import type { Envelope } from '@slipway/core/document';
import type { HostPlan, PlanHeader } from '@slipway/core/plan';
import { hasEnded } from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { HostRecord, StoreView } from '../../ports/index.ts';
import { preparedPlan } from '../approval/index.ts';

export interface StandingHostPlan {
  readonly header: PlanHeader;
  readonly envelope: Envelope;
  readonly hostPlan: HostPlan;
  /** Work is near: the host's next check-in is held open, so that it hears of its grant at once. */
  readonly isNear: boolean;
}

export const standingHostPlan = async (
  view: StoreView,
  host: HostRecord,
  now: Instant,
): Promise<StandingHostPlan | null> => {
  for (const { value: rollout } of await view.rollouts.openRolloutsWith(host.hostId)) {
    const mine = rollout.hosts.find(({ hostId }) => hostId === host.hostId);
    if (mine === undefined || hasEnded(mine.phase)) continue;
    const plan = await view.plans.plan(rollout.planDigest);
    const hostPlan = await view.plans.hostPlan(rollout.planDigest, host.hostId);
    if (plan !== null && hostPlan !== null) {
      return { header: plan.header, envelope: plan.envelope, hostPlan, isNear: true };
    }
  }
  const prepared = await preparedPlan(view, host, now);
  if (prepared === null) return null;
  const { header, envelope } = prepared.plan;
  return { header, envelope, hostPlan: prepared.hostPlan, isNear: isNear(header, now) };
};

/** A fleet approved at noon for the night need not hold its lines all day; whoever starts a rollout by hand does so within a window. */
const NEAR_SECONDS = 600;

const isNear = ({ bounds }: PlanHeader, now: Instant): boolean =>
  bounds.occurrences.some(({ startsAt, cutOffAt }) => addSeconds(startsAt, -NEAR_SECONDS) <= now && now < cutOffAt);
