// Hosts of a plan whose transaction carries a version that is kept from hosts: they begin nothing with it.

import type { Digest, HostId } from '@slipway/core/ids';
import {
  type PatchSet,
  quarantineAgainst,
  type Target,
  targetKey,
  type VersionQuarantine,
} from '@slipway/core/patch-set';
import type { HostPlan } from '@slipway/core/plan';
import type { Reason } from '@slipway/core/reasons';
import type { StoreView } from '../../ports/index.ts';

export const quarantinedHosts = async (
  view: StoreView,
  patchSetDigest: Digest,
  hostPlans: readonly HostPlan[],
): Promise<ReadonlyMap<HostId, Reason>> =>
  await hostsWith(view, await view.promotions.standingQuarantines(), { patchSetDigest, hostPlans });

/** The environments in which rollouts that have not ended carry the version. */
export const environmentsWith = async (view: StoreView, quarantine: VersionQuarantine): Promise<readonly string[]> => {
  const found = new Set<string>();
  for (const { value } of await view.rollouts.openRollouts()) {
    const plan = await view.plans.plan(value.planDigest);
    const hostPlans = await view.plans.hostPlans(value.planDigest);
    const { patchSetDigest } = plan?.header.bounds ?? {};
    if (patchSetDigest === undefined) continue;
    if ((await hostsWith(view, [quarantine], { patchSetDigest, hostPlans })).size > 0) found.add(value.environment);
  }
  return [...found].sort();
};

const hostsWith = async (
  { patchSets }: StoreView,
  quarantines: readonly VersionQuarantine[],
  of: { readonly patchSetDigest: Digest; readonly hostPlans: readonly HostPlan[] },
): Promise<ReadonlyMap<HostId, Reason>> => {
  const found = new Map<HostId, Reason>();
  // A patch set is large, and nearly always nothing is kept from hosts.
  if (quarantines.length === 0) return found;
  const stored = await patchSets.patchSet(of.patchSetDigest);
  const sources = stored === null ? new Map<string, Target>() : byVersion(stored.patchSet);
  for (const { hostId, index, transaction } of of.hostPlans) {
    for (const { name, architecture, to } of transaction) {
      if (to === null) continue;
      const target = sources.get(targetKey({ name, architecture, version: to }));
      // What nobody knows the source of is judged by its own name and version.
      const { sourceName = name, sourceVersion = to } = target ?? {};
      const version = { platform: index.platform, name, version: to, sourceName, sourceVersion };
      const why = quarantineAgainst(quarantines, version);
      if (why !== null) found.set(hostId, why);
    }
  }
  return found;
};

const byVersion = ({ targets }: PatchSet): ReadonlyMap<string, Target> =>
  new Map(targets.map((target) => [targetKey(target), target]));
