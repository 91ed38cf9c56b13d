// Versions that hosts fail with are kept from all others, without waiting for anybody (DESIGN section 5).

import { failedVersions, type Promotion, type TriedHost } from '@slipway/core/promotion';
import { failedHosts, type Rollout } from '@slipway/core/rollout';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { quarantineOnce } from './quarantines.ts';

/** Answers whether anything was. */
export const quarantineFailed = async (app: App): Promise<boolean> => {
  const found = await app.ports.store.read(triedHosts);
  let done = false;
  for (const { platform, name, version, hosts } of failedVersions(found)) {
    const its = { platform: { distribution: platform.distribution, release: platform.release }, version };
    const made = await quarantineOnce(app, {
      ...its,
      package: { kind: 'binary', name },
      cause: 'hosts-failed',
      by: `${hosts.length} hosts`,
      why: `hosts failed with it: ${hosts.join(', ')}`,
    });
    done = made || done;
  }
  return done;
};

/** Of patch sets with which a host of an open promotion has failed: everywhere that they were tried. */
const triedHosts = async (view: StoreView): Promise<readonly TriedHost[]> => {
  const suspects = new Set<Promotion['patchSetDigest']>();
  for (const { value } of await view.promotions.openPromotions()) {
    const rollout = await rolloutOf(view, value);
    if (rollout !== null && failedHosts(rollout).length > 0) suspects.add(value.patchSetDigest);
  }
  const tried: TriedHost[] = [];
  for (const digest of suspects) {
    for (const { value } of await view.promotions.promotionsOf(digest)) {
      const rollout = await rolloutOf(view, value);
      if (rollout !== null) tried.push(...(await hostsOf(view, rollout)));
    }
  }
  return tried;
};

const rolloutOf = async ({ rollouts }: StoreView, { rolloutId }: Promotion): Promise<Rollout | null> =>
  rolloutId === null ? null : ((await rollouts.rollout(rolloutId))?.value ?? null);

const hostsOf = async ({ plans }: StoreView, { planDigest, hosts }: Rollout): Promise<readonly TriedHost[]> => {
  const tried: TriedHost[] = [];
  for (const host of hosts) {
    const { hostId, reason } = host;
    const phase = host.stillSo?.state === 'not-well' ? 'failed' : host.phase;
    const hostPlan = phase === 'waiting' || phase === 'excused' ? null : await plans.hostPlan(planDigest, hostId);
    if (hostPlan === null) continue;
    const named = reason?.facts['package'];
    const blames = typeof named === 'string' ? named : null;
    tried.push({ hostId, phase, blames, platform: hostPlan.index.platform, transaction: hostPlan.transaction });
  }
  return tried;
};
