// Everything that a rollout's decision may look at, from one consistent look at the store.

import type { HostId } from '@slipway/core/ids';
import type { HostPlan } from '@slipway/core/plan';
import { groupOf } from '@slipway/core/policy';
import {
  observeAttempt,
  type Rollout,
  type RolloutHost,
  type RolloutInput,
  type RolloutObservation,
} from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { StoreView, Versioned } from '../../ports/index.ts';
import { approvalState } from '../approval/index.ts';
import { everyHost } from '../fleet/index.ts';
import { awayHosts } from './away.ts';

export type GatheredRollout = RolloutInput;

export const rolloutInput = async (
  view: StoreView,
  rollout: Versioned<Rollout>,
  now: Instant,
): Promise<GatheredRollout> => {
  const plan = await view.plans.plan(rollout.value.planDigest);
  if (plan === null)
    throw new Error(`rollout ${rollout.value.rolloutId} names plan ${rollout.value.planDigest}, which is not stored`);
  const hostPlans = await view.plans.hostPlans(plan.digest);
  const approvals = await approvalState(view, plan, now);
  const observations = new Map<HostId, RolloutObservation>();
  for (const host of rollout.value.hosts) observations.set(host.hostId, await observe(view, host));
  return {
    rollout: rollout.value,
    header: plan.header,
    hostPlans: new Map<HostId, HostPlan>(hostPlans.map((hostPlan) => [hostPlan.hostId, hostPlan])),
    observations,
    away: await awayHosts(view, now),
    groups: await groupsOf(view),
    approved: approvals.ok ? { kind: 'yes' } : { kind: 'no', reason: approvals.reason },
    switchThrown: (await view.access.setting('switch')) === 'stopped',
    now,
  };
};

const observe = async (view: StoreView, host: RolloutHost): Promise<RolloutObservation> => {
  const record = await view.fleet.host(host.hostId);
  const contact = record?.value.contact ?? null;
  return {
    hostId: host.hostId,
    lastSeenAt: contact?.seenAt ?? null,
    readyForDigest: contact?.readyFor ?? null,
    // The host's own ledger, as far as it has sent it.
    attempt: observeAttempt(await view.fleet.ledger(host.hostId, 1)),
    refusal: record?.value.barred ?? contact?.refusal?.reason ?? null,
    stopped: contact?.stopped ?? false,
  };
};

const groupsOf = async (view: StoreView): Promise<ReadonlyMap<HostId, string>> => {
  const groups = new Map<HostId, string>();
  for (const { hostId, labels } of await everyHost(view)) {
    const group = groupOf(labels);
    if (group !== null) groups.set(hostId, group);
  }
  return groups;
};
