// Which host plan a host should hold now: the current one of an approved plan whose rollout has not ended for this host.

import type { Envelope } from '@slipway/core/document';
import type { HostId } from '@slipway/core/ids';
import type { HostPlan, PlanHeader } from '@slipway/core/plan';
import type { StoreView } from '../../ports/index.ts';

export interface StandingHostPlan {
  readonly header: PlanHeader;
  readonly envelope: Envelope;
  readonly hostPlan: HostPlan;
}

/** Files are fetched as soon as the rollout exists, which is before its window opens. */
export const standingHostPlan = async (view: StoreView, hostId: HostId): Promise<StandingHostPlan | null> => {
  for (const { value: rollout } of await view.rollouts.openRollouts()) {
    const mine = rollout.hosts.find((host) => host.hostId === hostId);
    if (mine === undefined || ENDED.has(mine.phase)) continue;
    const plan = await view.plans.plan(rollout.planDigest);
    const hostPlan = await view.plans.hostPlan(rollout.planDigest, hostId);
    if (plan !== null && hostPlan !== null) return { header: plan.header, envelope: plan.envelope, hostPlan };
  }
  return null;
};

const ENDED: ReadonlySet<string> = new Set(['done', 'gone-back', 'failed', 'not-begun', 'excused']);
