// What an earlier environment has proven: every target that a host of it came through with.

import { type PatchSet, targetKey } from '@slipway/core/patch-set';
import type { Policy } from '@slipway/core/policy';
import { isProof } from '@slipway/core/rollout';
import type { StoreView } from '../../ports/index.ts';

/** Rollouts looked at, newest first: proofs older than that many are taken for forgotten, and the target for unproven. */
const ROLLOUTS_MAX = 1000;

export const provenTargets = async (
  view: StoreView,
  policy: Policy,
  environment: string,
  patchSet: PatchSet,
): Promise<ReadonlySet<string>> => {
  const order = policy.environments.map(({ name }) => name);
  const place = order.indexOf(environment);
  if (place === 0) return new Set(patchSet.targets.map(targetKey));
  const earlier = new Set(order.slice(0, place));
  const proven = new Set<string>();
  const rollouts = await view.rollouts.rollouts({ after: null, limit: ROLLOUTS_MAX });
  for (const rollout of rollouts.items) {
    if (!earlier.has(rollout.environment)) continue;
    for (const host of rollout.hosts) {
      if (!isProof(host)) continue;
      const hostPlan = await view.plans.hostPlan(rollout.planDigest, host.hostId);
      for (const change of hostPlan?.transaction ?? []) {
        if (change.to !== null) proven.add(`${change.name}/${change.architecture}/${change.to}`);
      }
    }
  }
  return proven;
};
