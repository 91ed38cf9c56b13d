// Versions that hosts fail with are kept from all others, without waiting for anybody (DESIGN section 5).

import { summariseAttempt } from '@slipway/core/execution';
import { packageKey } from '@slipway/core/inventory';
import type { HostPlan } from '@slipway/core/plan';
import { failedVersions, type Promotion, type TriedHost } from '@slipway/core/promotion';
import { failedHosts, type Rollout, type RolloutHost } from '@slipway/core/rollout';
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

const hostsOf = async (view: StoreView, { planDigest, hosts }: Rollout): Promise<readonly TriedHost[]> => {
  const tried: TriedHost[] = [];
  for (const host of hosts) {
    const { hostId, reason } = host;
    const phase = host.stillSo?.state === 'not-well' ? 'failed' : host.phase;
    const hostPlan = phase === 'waiting' || phase === 'excused' ? null : await view.plans.hostPlan(planDigest, hostId);
    if (hostPlan === null) continue;
    const named = reason?.facts['package'];
    const blames = typeof named === 'string' ? named : null;
    const transaction = await begunChanges(view, host, hostPlan);
    tried.push({ hostId, phase, blames, platform: hostPlan.index.platform, transaction });
  }
  return tried;
};

/** What of the plan the host went about: a version that it never came to says nothing, whatever became of the host. */
const begunChanges = async (
  { fleet }: StoreView,
  { hostId, attemptId, phase }: RolloutHost,
  { parts, transaction }: HostPlan,
): Promise<HostPlan['transaction']> => {
  // A ledger is long, and most hosts of most rollouts have come through with all of it.
  if (phase === 'done' || parts === undefined || attemptId === null) return transaction;
  const runs = summariseAttempt(await fleet.ledger(hostId, 1), attemptId)?.steps ?? [];
  const begun = runs.flatMap((run) => run.parts ?? []);
  // Nothing was changed, or all at once by an agent that knows of no parts, and so does not end in part either.
  if (begun.length === 0) return phase === 'part-done' ? [] : transaction;
  const keys = new Set(begun.flatMap(({ changes }) => changes.map(packageKey)));
  return transaction.filter((change) => keys.has(packageKey(change)));
};
