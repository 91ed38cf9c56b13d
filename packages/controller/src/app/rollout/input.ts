// Everything that a rollout's decision may look at, from one consistent look at the store.

import type { Zones } from '@slipway/core/calendar';
import type { Sha256 } from '@slipway/core/document';
import type { Digest, HostId } from '@slipway/core/ids';
import { allFrozenLabels, type HostPlan, type LabelledHosts, labelMoved } from '@slipway/core/plan';
import { groupOf } from '@slipway/core/policy';
import { type Reason, reason } from '@slipway/core/reasons';
import type { Rollout, RolloutInput, RolloutObservation } from '@slipway/core/rollout';
import type { HostRecord, StoreView, Versioned } from '../../ports/index.ts';
import { clockReason, type Listening } from '../fleet/index.ts';
import { awayHosts } from './away.ts';
import { carriedThenOrNow, guestsUnknown } from './carried.ts';
import { hostsInSight } from './in-sight.ts';
import { mayBegin } from './may-begin.ts';
import { missedHosts } from './missed.ts';
import { newestAttempt } from './newest-attempt.ts';
import { quarantinedHosts } from './quarantined.ts';
import { saidAfterSoak } from './still-so.ts';

export type GatheredRollout = RolloutInput;

export const rolloutInput = async (
  view: StoreView,
  rollout: Versioned<Rollout>,
  { zones, sha256, ...listening }: Listening & { readonly zones: Zones; readonly sha256: Sha256 },
): Promise<GatheredRollout> => {
  const { now } = listening;
  const plan = await view.plans.plan(rollout.value.planDigest);
  if (plan === null)
    throw new Error(`rollout ${rollout.value.rolloutId} names plan ${rollout.value.planDigest}, which is not stored`);
  const hostPlans = await view.plans.hostPlans(plan.digest);
  const observations = new Map<HostId, RolloutObservation>();
  const digests = new Map(plan.header.hostPlans.map(({ hostId, digest }) => [hostId, digest]));
  const labels = allFrozenLabels(plan.header.bounds);
  const byHost = new Map<HostId, HostPlan>(hostPlans.map((hostPlan) => [hostPlan.hostId, hostPlan]));
  const thenCarried = (plan.report.carried ?? []).flatMap(({ guests }) => guests);
  const hosts = await hostsInSight(view, listening, [
    ...rollout.value.hosts.map(({ hostId }) => hostId),
    ...thenCarried,
  ]);
  const records = new Map(hosts.map((host) => [host.hostId, host]));
  for (const { hostId } of rollout.value.hosts) {
    const hostPlan = byHost.get(hostId);
    // What an older plan does not say of labels, its host plan says of the two that need no selector.
    const said = hostPlan === undefined ? null : { environment: hostPlan.environment, group: hostPlan.group };
    const planned = { digest: digests.get(hostId) ?? null, labels: labels.get(hostId) ?? said };
    const record = records.get(hostId) ?? (await view.fleet.host(hostId))?.value ?? null;
    observations.set(hostId, await observe(view, { hostId, record, planned }));
  }
  return {
    rollout: rollout.value,
    header: plan.header,
    hostPlans: byHost,
    observations,
    away: await awayHosts(view, hosts, listening),
    groups: groupsOf(hosts),
    carried: await carriedThenOrNow(view, hosts, plan),
    guestsUnknown: guestsUnknown(hosts),
    ...(await mayBegin(view, { plan, rolloutId: rollout.value.rolloutId }, { now, zones })),
    quarantined: await quarantinedHosts(view, plan.header.bounds.patchSetDigest, hostPlans),
    gateReadings: await view.rollouts.gateReadings(rollout.value.rolloutId),
    stillSo: await saidAfterSoak(view, sha256, {
      ...{ rollout: rollout.value, header: plan.header, hostPlans: byHost, observations, now },
    }),
    missedHosts: await missedHosts(view, plan),
    now,
  };
};

interface Planned {
  readonly digest: Digest | null;
  readonly labels: LabelledHosts['labels'] | null;
}

interface Observed {
  readonly hostId: HostId;
  /** One that was retired too; `null`: there is none. */
  readonly record: HostRecord | null;
  readonly planned: Planned;
}

const observe = async (view: StoreView, { hostId, record, planned }: Observed): Promise<RolloutObservation> => {
  const contact = record?.contact ?? null;
  const { attempt, toldSequence } = await newestAttempt(view, hostId);
  return {
    hostId,
    lastSeenAt: contact?.seenAt ?? null,
    ...(contact === null ? {} : { bootId: contact.bootId }),
    readyForDigest: contact?.readyFor ?? null,
    // The host's own ledger, as far as it has sent it.
    attempt,
    untold: contact !== null && contact.ledgerSequence > toldSequence,
    refusal: record === null ? null : refusalOf(record, planned),
    stopped: contact?.stopped ?? false,
  };
};

/**
 * Why no start is worth granting: what stands against the host, labels that are not those it was planned with, what it
 * says against this very host plan, or what it would say to a grant by its clock. Whoever told it to leave is obeyed
 * before the host has heard of it.
 */
const refusalOf = (host: HostRecord, planned: Planned): Reason | null => {
  const { barred, contact, hostname, wantedMode } = host;
  if (barred !== null) return barred;
  if (wantedMode === 'observed') return reason('host-observed', { host: hostname });
  const moved = planned.labels === null ? null : labelMoved(planned.labels, host.labels);
  if (moved !== null) return moved;
  if (contact === null) return null;
  if (contact.refusal !== null && contact.refusal.hostPlanDigest === planned.digest) return contact.refusal.reason;
  return clockReason(contact);
};

const groupsOf = (hosts: readonly HostRecord[]): ReadonlyMap<HostId, string> => {
  const groups = new Map<HostId, string>();
  for (const { hostId, labels } of hosts) {
    const group = groupOf(labels);
    if (group !== null) groups.set(hostId, group);
  }
  return groups;
};
