// Leases: a host's right to be away. One function judges, in the rollout's decision and again in the store transaction
// that takes the lease, where all rollouts are seen at once.

import type { HostId, RolloutId } from '../ids/index.ts';
import type { ClusterLimit, HostPlan, PlanHeader } from '../plan/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { awayAsPlanned } from './away-as-planned.ts';
import { type AwayIndex, indexAway, isLease, isLeaseOf } from './away-index.ts';
import { goingDown, guestsGoing } from './carried.ts';
import { SILENCE_SECONDS_MAX } from './limits.ts';
import type { AwayHost, CarriedHosts, Lease, LeasedGuests, RolloutCommand } from './types.ts';

/** A cluster that the plan names without a limit: one away, as policy has it unless it says otherwise. */
const AWAY_MAX_UNSAID = 1;

export interface LeaseRequest {
  readonly hostId: HostId;
  readonly environment: string;
  readonly group: string | null;
  readonly clusters: readonly string[];
  readonly rolloutId: RolloutId;
  readonly limits: readonly ClusterLimit[];
  /** {@link Bounds.awayMax}: counts this rollout's leases, not hosts that are away for other causes. */
  readonly awayMax: number;
  /** Every host that is away, over all rollouts and for any cause. */
  readonly away: readonly AwayHost[];
  /** Hosts that it carries; `null`: none is known. */
  readonly guests: LeasedGuests | null;
  /** Why nobody can tell whom it would shut down; `null`: that is known, or it shuts nobody down. */
  readonly guestsUnknown: string | null;
}

export const leaseRequestFor = (options: {
  readonly hostPlan: HostPlan;
  readonly header: PlanHeader;
  readonly rolloutId: RolloutId;
  readonly away: readonly AwayHost[];
  readonly carried?: CarriedHosts | undefined;
  readonly guestsUnknown?: ReadonlyMap<HostId, string> | undefined;
}): LeaseRequest => {
  const { hostPlan, header, rolloutId, away, carried, guestsUnknown } = options;
  const { hostId, environment, group, clusters } = hostPlan;
  const { clusterLimits, awayMax } = header.bounds;
  const counted = awayAsPlanned(away, header);
  return {
    ...{ hostId, environment, group, clusters, rolloutId, awayMax },
    limits: clusterLimits,
    away: counted,
    guests: guestsGoing({ hostPlan, header, carried }),
    guestsUnknown: hostPlan.guests?.choice === 'stop' ? (guestsUnknown?.get(hostId) ?? null) : null,
  };
};

/** A host that holds a lease of this rollout already keeps it: taking it again must not fail on what happened since. */
export const judgeLease = (request: LeaseRequest): Outcome<void> =>
  judgeLeaseIn(indexAway(request.away), limitsByHost(request.limits), request);

/** The limits that a host's own start is held against. */
export type LimitsByHost = ReadonlyMap<HostId, readonly ClusterLimit[]>;
export const limitsByHost = (limits: readonly ClusterLimit[]): LimitsByHost => {
  const byHost = new Map<HostId, ClusterLimit[]>();
  for (const limit of limits) {
    for (const hostId of limit.members) byHost.set(hostId, [...(byHost.get(hostId) ?? []), limit]);
  }
  return byHost;
};

/** {@link judgeLease} for many hosts in turn over one growing index. */
export const judgeLeaseIn = (away: AwayIndex, limits: LimitsByHost, request: LeaseRequest): Outcome<void> => {
  // Kept from its service until it is patched: it has its place in its clusters, and that must not keep it waiting.
  const own = (away.byHost.get(request.hostId) ?? []).filter(({ because }) => because !== 'isolated');
  if (own.some((host) => isLeaseOf(host, request.rolloutId))) return ok(undefined);
  const carrier = whyWithCarrier(request.hostId, away);
  if (!carrier.ok) return carrier;
  const [busy] = own;
  if (busy !== undefined) return judgeOwnAbsence(busy);
  return first(
    () => judgeGuests(request, away),
    () => judgeRollout(request, away),
    () => judgeGroups(request, away),
    () => judgeClusters(request, away, limits),
  );
};

const first = (...judges: readonly (() => Outcome<void>)[]): Outcome<void> => {
  for (const judge of judges) {
    const judged = judge();
    if (!judged.ok) return judged;
  }
  return ok(undefined);
};

/** Whoever carries it is at it, or it was not heard since. */
export const whyWithCarrier = (hostId: HostId, { byHost, carriers }: AwayIndex): Outcome<void> => {
  const taken = (byHost.get(hostId) ?? []).find(({ because }) => because === 'carrier');
  const carrier = carriers.get(hostId) ?? taken?.carrier;
  return carrier === undefined ? ok(undefined) : refuse('carrier-away', { carrier });
};

/** Away already, and not for this rollout. */
const judgeOwnAbsence = (own: AwayHost): Outcome<void> => {
  if (own.rolloutId !== null) return refuse('host-busy', { rollout: own.rolloutId });
  if (own.because === 'taken-by-hand')
    return refuse('host-left-out', { why: 'a person has taken it out of its service' });
  return own.because === 'unknown-attempt'
    ? refuse('attempt-without-lease')
    : refuse('host-unreachable', { since: 'the last look' });
};

/**
 * A guest in the middle of its own attempt is not to be shut down, or moved, under it. Of guests that nobody can tell, somebody unknown
 * would be shut down uncounted.
 */
const judgeGuests = ({ guests, guestsUnknown }: LeaseRequest, { byHost }: AwayIndex): Outcome<void> => {
  if (guestsUnknown !== null) return refuse('guests-unknown', { detail: guestsUnknown });
  const busy = guests?.hosts.find(({ hostId }) => (byHost.get(hostId) ?? []).some(isLease));
  return busy === undefined ? ok(undefined) : refuse('guest-under-way', { guest: busy.hostname });
};

/**
 * A dead host in the same rollout must not stop the others: only what this rollout itself took away counts here. A carrier may go
 * alone however many go with it, or it never could.
 */
const judgeRollout = ({ rolloutId, awayMax, guests }: LeaseRequest, { leasedBy }: AwayIndex): Outcome<void> => {
  const leased = leasedBy.get(rolloutId);
  const away = leased?.size ?? 0;
  const along = goingDown(guests).filter(({ hostId, isPlanned }) => isPlanned && leased?.has(hostId) !== true).length;
  return away === 0 || away + 1 + along <= awayMax
    ? ok(undefined)
    : refuse('waiting-for-limit', { away, limit: awayMax });
};

const judgeGroups = ({ group, environment, guests }: LeaseRequest, { groups }: AwayIndex): Outcome<void> => {
  const going = [{ environment, group }, ...goingDown(guests)];
  for (const one of going) {
    if (one.group === null) continue;
    const others = [
      ...(groups.get(one.environment) ?? []),
      ...going.flatMap((its) => (its.environment === one.environment && its.group !== null ? [its.group] : [])),
    ];
    const other = others.find((away) => away !== one.group);
    if (other !== undefined) return refuse('waiting-for-group', { group: other });
  }
  return ok(undefined);
};

/**
 * A member that is down for whatever cause takes a place: what counts is how many are healthy. Membership counts from
 * either side, the plan's list or the host's own, whichever knows of it.
 */
const judgeClusters = (
  { hostId, clusters, limits, guests }: LeaseRequest,
  { byCluster, byHost }: AwayIndex,
  byMember: LimitsByHost,
): Outcome<void> => {
  const going = new Map<string, { readonly limit: ClusterLimit | undefined; readonly goers: Set<HostId> }>();
  for (const one of [{ hostId, clusters }, ...goingDown(guests)]) {
    const listed = byMember.get(one.hostId) ?? [];
    for (const cluster of new Set([...one.clusters, ...listed.map((limit) => limit.cluster)])) {
      const named = ({ cluster: name }: ClusterLimit): boolean => name === cluster;
      const known = going.get(cluster) ?? { limit: listed.find(named) ?? limits.find(named), goers: new Set() };
      going.set(cluster, known);
      known.goers.add(one.hostId);
    }
  }
  for (const [cluster, { limit, goers }] of going) {
    const listed = (limit?.members ?? []).filter((member) => byHost.has(member));
    // The host itself stands there where it is isolated, and a guest where it is down already.
    const others = [...(byCluster.get(cluster) ?? []), ...listed].filter((member) => !goers.has(member));
    const away = new Set(others).size;
    const awayMax = limit?.awayMax ?? AWAY_MAX_UNSAID;
    if (away + goers.size > awayMax) return refuse('waiting-for-cluster', { cluster, away, limit: awayMax });
  }
  return ok(undefined);
};

/** The lease behind a grant. Its end frees nothing: a host past it counts as lost. */
export const leaseFor = (options: {
  readonly grant: Extract<RolloutCommand, { readonly kind: 'grant' }>;
  readonly rolloutId: RolloutId;
  readonly hostPlan: HostPlan;
  readonly now: Instant;
  readonly guests?: LeasedGuests | null;
}): Lease => {
  const { grant, rolloutId, hostPlan, now, guests = null } = options;
  const { hostId, environment, group, clusters, expectedSeconds, wayBackSeconds } = hostPlan;
  const expiresAt = addSeconds(grant.latestStartAt, expectedSeconds + wayBackSeconds + SILENCE_SECONDS_MAX);
  return {
    ...{ hostId, rolloutId, attemptId: grant.attemptId, environment, group, clusters, takenAt: now, expiresAt },
    ...(guests === null ? {} : { guests }),
  };
};
