// What of a plan no environment before has proven, as it is now: a plan made too early may have become proven since.

import { targetKey } from '@slipway/core/patch-set';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { provenTargets } from '../planning/index.ts';

/** For people, sorted; `null`: nobody can tell. */
export const unprovenTargets = async (view: StoreView, plan: StoredPlan): Promise<readonly string[] | null> => {
  const policy = await view.plans.policy();
  const found = await view.patchSets.patchSet(plan.header.bounds.patchSetDigest);
  if (policy === null || found === null) return null;
  const { environment } = plan.header;
  const proven = await provenTargets(view, policy.value, environment, found.patchSet);
  const targets = new Set(found.patchSet.targets.map(targetKey));
  const unproven = new Set<string>();
  for (const { transaction } of await view.plans.hostPlans(plan.digest)) {
    for (const { name, architecture, to } of transaction) {
      const key = `${name}/${architecture}/${to ?? ''}`;
      if (to !== null && targets.has(key) && !proven.has(key)) unproven.add(`${name} ${to}`);
    }
  }
  return [...unproven].sort();
};
