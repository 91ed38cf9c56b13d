// Leases: a host's right to be away. One function judges, in the rollout's decision and again in the store transaction
// that takes the lease, where all rollouts are seen at once.

import type { HostId, RolloutId } from '../ids/index.ts';
import type { ClusterLimit, HostPlan, PlanHeader } from '../plan/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { awayAsPlanned } from './away-as-planned.ts';
import { type AwayIndex, indexAway, isLeaseOf } from './away-index.ts';
import { SILENCE_SECONDS_MAX } from './limits.ts';
import type { AwayHost, Lease, RolloutCommand } from './types.ts';

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
}

export const leaseRequestFor = (options: {
  readonly hostPlan: HostPlan;
  readonly header: PlanHeader;
  readonly rolloutId: RolloutId;
  readonly away: readonly AwayHost[];
}): LeaseRequest => {
  const { hostPlan, header, rolloutId, away } = options;
  const { hostId, environment, group, clusters } = hostPlan;
  const { clusterLimits, awayMax } = header.bounds;
  const counted = awayAsPlanned(away, header);
  return { hostId, environment, group, clusters, rolloutId, limits: clusterLimits, awayMax, away: counted };
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
  const [busy] = own;
  if (busy !== undefined) return judgeOwnAbsence(busy);
  const byRollout = judgeRollout(request, away);
  if (!byRollout.ok) return byRollout;
  const byGroup = judgeGroups(request, away);
  return byGroup.ok ? judgeClusters(request, away, limits.get(request.hostId) ?? []) : byGroup;
};

/** Away already, and not for this rollout. */
const judgeOwnAbsence = (own: AwayHost): Outcome<void> => {
  if (own.rolloutId !== null) return refuse('host-busy', { rollout: own.rolloutId });
  return own.because === 'taken-by-hand'
    ? refuse('host-left-out', { why: 'a person has taken it out of its service' })
    : refuse('host-unreachable', { since: 'the last look' });
};

/** A dead host in the same rollout must not stop the others: only what this rollout itself took away counts here. */
const judgeRollout = ({ rolloutId, awayMax }: LeaseRequest, { leasedBy }: AwayIndex): Outcome<void> => {
  const away = leasedBy.get(rolloutId)?.size ?? 0;
  return away < awayMax ? ok(undefined) : refuse('waiting-for-limit', { away, limit: awayMax });
};

const judgeGroups = ({ group, environment }: LeaseRequest, { groups }: AwayIndex): Outcome<void> => {
  if (group === null) return ok(undefined);
  const other = [...(groups.get(environment) ?? [])].find((away) => away !== group);
  return other === undefined ? ok(undefined) : refuse('waiting-for-group', { group: other });
};

/**
 * A member that is down for whatever cause takes a place: what counts is how many are healthy. Membership counts from
 * either side, the plan's list or the host's own, whichever knows of it.
 */
const judgeClusters = (
  { hostId, clusters, limits }: LeaseRequest,
  { byCluster, byHost }: AwayIndex,
  own: readonly ClusterLimit[],
): Outcome<void> => {
  for (const cluster of new Set([...clusters, ...own.map((limit) => limit.cluster)])) {
    const limit = own.find((known) => known.cluster === cluster) ?? limits.find((known) => known.cluster === cluster);
    const listed = (limit?.members ?? []).filter((member) => member !== hostId && byHost.has(member));
    // The host itself stands there where it is isolated.
    const away = new Set([...(byCluster.get(cluster) ?? []), ...listed].filter((member) => member !== hostId)).size;
    const awayMax = limit?.awayMax ?? AWAY_MAX_UNSAID;
    if (away >= awayMax) return refuse('waiting-for-cluster', { cluster, away, limit: awayMax });
  }
  return ok(undefined);
};

/** The lease behind a grant. Its end frees nothing: a host past it counts as lost. */
export const leaseFor = (options: {
  readonly grant: Extract<RolloutCommand, { readonly kind: 'grant' }>;
  readonly rolloutId: RolloutId;
  readonly hostPlan: HostPlan;
  readonly now: Instant;
}): Lease => {
  const { grant, rolloutId, hostPlan, now } = options;
  const { hostId, environment, group, clusters, expectedSeconds, wayBackSeconds } = hostPlan;
  const expiresAt = addSeconds(grant.latestStartAt, expectedSeconds + wayBackSeconds + SILENCE_SECONDS_MAX);
  return { hostId, rolloutId, attemptId: grant.attemptId, environment, group, clusters, takenAt: now, expiresAt };
};

/** How a lease counts against everybody else. */
export const awayByLease = (lease: Lease, because: 'lease' | 'lost'): AwayHost => {
  const { hostId, environment, group, clusters, rolloutId } = lease;
  return { hostId, environment, group, clusters, because, rolloutId };
};
