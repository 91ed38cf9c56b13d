// Between approval and start: the hosts of an approved plan verify it and fetch its files, so that a rollout that starts,
// or whose window opens, waits for no download. Nothing begins by it: that takes a rollout and its grants.

import type { Digest, HostId } from '@slipway/core/ids';
import type { HostPlan } from '@slipway/core/plan';
import type { Instant } from '@slipway/core/time';
import type { HostRecord, StoredPlan, StoreView } from '../../ports/index.ts';
import { approvalState } from './state.ts';

/** From now on the hosts of this plan are handed it, if it may run. Answers which hosts. */
export const prepareHosts = async (change: StoreView, plan: StoredPlan, now: Instant): Promise<readonly HostId[]> => {
  if (!(await approvalState(change, plan, now)).ok) return [];
  // Begun already: its hosts hold it by that rollout.
  const open = await change.rollouts.openRollouts();
  if (open.some(({ value }) => value.planDigest === plan.digest)) return [];
  const preparing = { planDigest: plan.digest, until: plan.header.bounds.expiresAt };
  const hosts: HostId[] = [];
  for (const hostId of plan.header.bounds.hosts) {
    // One that a newer plan has taken fetches that one's files.
    if (await isTaken(change, plan, hostId)) continue;
    await save(change, hostId, () => preparing);
    hosts.push(hostId);
  }
  return hosts;
};

const isTaken = async ({ plans }: StoreView, { digest }: StoredPlan, hostId: HostId): Promise<boolean> => {
  const own = (await plans.hostPlan(digest, hostId))?.generation ?? 0;
  return ((await plans.currentHostPlan(hostId))?.hostPlan.generation ?? own) > own;
};

/** The rollout of this plan starts: from now on it says what its hosts hold. */
export const endPreparing = async (change: StoreView, plan: StoredPlan): Promise<void> => {
  for (const hostId of plan.header.bounds.hosts) {
    await save(change, hostId, (before) => (before?.planDigest === plan.digest ? null : before));
  }
};

export interface PreparedPlan {
  readonly plan: StoredPlan;
  readonly hostPlan: HostPlan;
}

/** What the host may fetch ahead: approved still, the newest plan for it, and not for a host that shall not be changed. */
export const preparedPlan = async (view: StoreView, host: HostRecord, now: Instant): Promise<PreparedPlan | null> => {
  const preparing = host.preparing ?? null;
  if (preparing === null || preparing.until <= now || host.wantedMode !== 'adopted') return null;
  const newest = await view.plans.currentHostPlan(host.hostId);
  const hostPlan = await view.plans.hostPlan(preparing.planDigest, host.hostId);
  if (newest === null || hostPlan === null || newest.hostPlan.generation !== hostPlan.generation) return null;
  const plan = await view.plans.plan(preparing.planDigest);
  // An approval may have been voided meanwhile, by a restored backup for one.
  return plan !== null && (await approvalState(view, plan, now)).ok ? { plan, hostPlan } : null;
};

type Preparing = { readonly planDigest: Digest; readonly until: Instant } | null;

const save = async (change: StoreView, hostId: HostId, next: (before: Preparing) => Preparing): Promise<void> => {
  const host = await change.fleet.host(hostId);
  if (host === null) return;
  const before = host.value.preparing ?? null;
  const preparing = next(before);
  if (preparing !== before)
    await change.fleet.saveHost({ revision: host.revision, value: { ...host.value, preparing } });
};
