// Everything that the planner may look at, gathered in one consistent look at the store.

import type { Zones } from '@slipway/core/calendar';
import type { Digest, HostId } from '@slipway/core/ids';
import type { HostForPlanning, HostPlan, Override, PlanningInput, RollbackInput } from '@slipway/core/plan';
import { calendarOf, type EnvironmentPolicy, type Policy } from '@slipway/core/policy';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import { hasEnded } from '@slipway/core/rollout';
import { type Instant, msBetween } from '@slipway/core/time';
import type { HostRecord, PlanRequest, RollbackOf, StoreView } from '../../ports/index.ts';
import { waitsToStart } from '../approval/index.ts';
import { answeredByExceptions } from '../exception/index.ts';
import { everyHost } from '../fleet/index.ts';
import { durationHistory } from './history.ts';
import { provenTargets } from './proven.ts';

/** Silence after which nothing is planned for a host: several missed check-ins of the slowest idle interval. */
export const UNREACHABLE_MINUTES = 15;

export interface GatheredInput extends PlanningInput {
  /** Hosts whose proposal has been asked for and not answered. */
  readonly awaited: ReadonlySet<HostId>;
  readonly policyRevision: number;
}

export const planningInput = async (
  view: StoreView,
  request: PlanRequest,
  { now, zones }: { readonly now: Instant; readonly zones: Zones },
): Promise<Outcome<GatheredInput>> => {
  const policy = await view.plans.policy();
  const found = await view.patchSets.patchSet(request.patchSetDigest);
  if (policy === null) return refuse('not-found', { what: 'policy', id: 'current' });
  if (found === null) return refuse('not-found', { what: 'patch set', id: request.patchSetDigest });
  const awaited = new Set<HostId>();
  const hosts: HostForPlanning[] = [];
  const busy = await busyHosts(view);
  const inPlans = request.leavesHosts === undefined ? null : hostsInPlans(view, now);
  for (const host of await everyHost(view)) {
    const proposal = await view.patchSets.proposal(host.hostId, request.patchSetDigest);
    if (proposal !== null && proposal.answeredAt === null) awaited.add(host.hostId);
    hosts.push(
      await hostForPlanning(
        view,
        host,
        proposal?.answer ?? null,
        silence(host, now) ?? busy.get(host.hostId) ?? (await inPlans?.(host.hostId)) ?? null,
      ),
    );
  }
  return ok({
    now,
    environment: request.environment,
    policyName: request.policyName ?? null,
    policy: policyFor(policy.value, request),
    patchSet: found.patchSet,
    patchSetDigest: found.digest,
    hosts,
    // A rollback leads to what these hosts had.
    proven:
      request.rollback === undefined
        ? await provenTargets(view, policy.value, request.environment, found.patchSet)
        : new Set(),
    overrides: [...request.overrides, ...othersLeftOut(hosts, request)],
    history: await durationHistory(view),
    calendar: calendarOf(policy.value, request.environment, zones),
    quarantines: await view.promotions.standingQuarantines(),
    ...(request.forOccurrence === undefined ? {} : { forOccurrence: request.forOccurrence }),
    ...(request.rollback === undefined ? {} : { rollback: await rollbackInput(view, request, request.rollback) }),
    answered: await answeredByExceptions(view, policy.value, now),
    awaited,
    policyRevision: policy.revision,
  });
};

/** With the window that the request has instead of that of its place. Freezes hold for it as for any other. */
const policyFor = (
  policy: Policy,
  { environment, policyName = null, requestedAt, anyTimeUntil }: PlanRequest,
): Policy => {
  if (anyTimeUntil === undefined) return policy;
  const span = { startsAt: requestedAt, cutOffAt: anyTimeUntil, endsAt: anyTimeUntil };
  const window = { kind: 'dates', spans: [span] } as const;
  const changed = (one: EnvironmentPolicy): EnvironmentPolicy => {
    if (policyName === null) return { ...one, window };
    const policies = (one.policies ?? []).map((part) => (part.name === policyName ? { ...part, window } : part));
    return { ...one, policies };
  };
  return { ...policy, environments: policy.environments.map((one) => (one.name === environment ? changed(one) : one)) };
};

/** They count in their clusters as ever, and are not planned. */
const othersLeftOut = (
  hosts: readonly HostForPlanning[],
  { environment, onlyHosts, rollback }: PlanRequest,
): readonly Override[] => {
  // Of a rollback the planner says itself who was not asked for.
  if (onlyHosts === undefined || rollback !== undefined) return [];
  const asked = new Set(onlyHosts);
  const why = `this plan is only for hosts that left another one (${asked.size})`;
  return hosts.flatMap(({ hostId, labels }) =>
    asked.has(hostId) || labels['environment'] !== environment ? [] : [{ kind: 'leave-out', hostId, why } as const],
  );
};

const rollbackInput = async (
  { plans }: StoreView,
  { onlyHosts = [] }: PlanRequest,
  { rolloutId, planDigest }: RollbackOf,
): Promise<RollbackInput> => {
  const finished = new Map<HostId, HostPlan>();
  for (const hostId of onlyHosts) {
    const hostPlan = await plans.hostPlan(planDigest, hostId);
    if (hostPlan !== null) finished.set(hostId, hostPlan);
  }
  const plan = await plans.plan(planDigest);
  return { rolloutId, finished, waves: (plan?.header.waves ?? []).map(({ hosts }) => hosts) };
};

const hostForPlanning = async (
  view: StoreView,
  host: HostRecord,
  proposal: HostForPlanning['proposal'],
  busy: Reason | null,
): Promise<HostForPlanning> => {
  const stored = await view.fleet.inventory(host.hostId);
  return {
    hostId: host.hostId,
    hostname: host.hostname,
    labels: host.labels,
    // What the host obeys counts, not what was asked of it.
    mode: host.wantedMode === 'adopted' && host.reportedMode === 'adopted' ? 'adopted' : 'observed',
    inventory: stored?.inventory ?? null,
    inventoryReceivedAt: stored?.receivedAt ?? null,
    proposal,
    capabilities: host.contact?.capabilities ?? [],
    generation: Math.max(host.generation, host.contact?.ledgerGeneration ?? 0),
    busy: host.barred ?? busy ?? (host.contact?.stopped === true ? reason('host-stopped') : null),
    current: (await view.plans.currentHostPlan(host.hostId))?.hostPlan ?? null,
  };
};

const busyHosts = async (view: StoreView): Promise<ReadonlyMap<HostId, Reason>> => {
  const busy = new Map<HostId, Reason>();
  // A lease outlives its rollout only where the host never came back into its service by itself.
  for (const { hostId } of await view.rollouts.leases()) busy.set(hostId, reason('left-isolated'));
  for (const { value } of await view.rollouts.openRollouts()) {
    // Whoever has ended has nothing more to wait for in it; the others, once they have missed their window, may wait for weeks.
    for (const { hostId, phase } of value.hosts) {
      if (!hasEnded(phase)) busy.set(hostId, reason('host-busy', { rollout: value.rolloutId }));
    }
  }
  return busy;
};

/** Whether a plan that waits to be started has the host: each plan is judged once, however many hosts it has. */
const hostsInPlans = (view: StoreView, now: Instant): ((hostId: HostId) => Promise<Reason | null>) => {
  const waits = new Map<Digest, boolean>();
  return async (hostId) => {
    const digest = (await view.plans.currentHostPlan(hostId))?.planDigest;
    if (digest === undefined) return null;
    if (!waits.has(digest)) waits.set(digest, await waitsToStart(view, digest, now));
    return waits.get(digest) === true ? reason('host-in-plan', { plan: digest }) : null;
  };
};

const silence = (host: HostRecord, now: Instant): Reason | null => {
  const seenAt = host.contact?.seenAt ?? null;
  if (seenAt === null) return reason('host-never-reported');
  return msBetween(seenAt, now) > UNREACHABLE_MINUTES * 60_000 ? reason('host-unreachable', { since: seenAt }) : null;
};
