// Leases: a host's right to be away. One function judges, in the rollout's decision and again in the store transaction
// that takes the lease, where all rollouts are seen at once.

import type { HostId, RolloutId } from '../ids/index.ts';
import type { ClusterLimit, HostPlan, PlanHeader } from '../plan/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
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
  return { hostId, environment, group, clusters, rolloutId, limits: clusterLimits, awayMax, away };
};

/** A host that holds a lease of this rollout already keeps it: taking it again must not fail on what happened since. */
export const judgeLease = (request: LeaseRequest): Outcome<void> => {
  const own = request.away.filter((host) => host.hostId === request.hostId);
  if (own.some((host) => isLeaseOf(host, request.rolloutId))) return ok(undefined);
  const [busy] = own;
  if (busy !== undefined) return judgeOwnAbsence(busy);
  const others = request.away.filter((host) => host.hostId !== request.hostId);
  for (const judge of [judgeRollout, judgeGroups, judgeClusters]) {
    const judged = judge(request, others);
    if (!judged.ok) return judged;
  }
  return ok(undefined);
};

/** Away already, and not for this rollout. */
const judgeOwnAbsence = (own: AwayHost): Outcome<void> => {
  if (own.rolloutId !== null) return refuse('host-busy', { rollout: own.rolloutId });
  return own.because === 'taken-by-hand'
    ? refuse('host-left-out', { why: 'a person has taken it out of its service' })
    : refuse('host-unreachable', { since: 'the last look' });
};

/** A dead host in the same rollout must not stop the others: only what this rollout itself took away counts here. */
const judgeRollout = (request: LeaseRequest, others: readonly AwayHost[]): Outcome<void> => {
  const away = hostsOf(others.filter((host) => isLeaseOf(host, request.rolloutId)));
  return away < request.awayMax ? ok(undefined) : refuse('waiting-for-limit', { away, limit: request.awayMax });
};

const judgeGroups = (request: LeaseRequest, others: readonly AwayHost[]): Outcome<void> => {
  const { group, environment } = request;
  if (group === null) return ok(undefined);
  const other = others.find((host) => host.environment === environment && host.group !== null && host.group !== group);
  return other === undefined ? ok(undefined) : refuse('waiting-for-group', { group: other.group ?? '' });
};

/** A member that is down for whatever cause takes a place: what counts is how many are healthy. */
const judgeClusters = (request: LeaseRequest, others: readonly AwayHost[]): Outcome<void> => {
  const named = request.limits.filter(({ members }) => members.includes(request.hostId)).map(({ cluster }) => cluster);
  for (const cluster of new Set([...request.clusters, ...named])) {
    const limit = request.limits.find((candidate) => candidate.cluster === cluster);
    const away = hostsOf(
      others.filter((host) => host.clusters.includes(cluster) || limit?.members.includes(host.hostId) === true),
    );
    const awayMax = limit?.awayMax ?? AWAY_MAX_UNSAID;
    if (away >= awayMax) return refuse('waiting-for-cluster', { cluster, away, limit: awayMax });
  }
  return ok(undefined);
};

/** Held or, once silent, lost: a lease either way. */
export const isLeaseOf = (host: AwayHost, rolloutId: RolloutId): boolean =>
  host.rolloutId === rolloutId && (host.because === 'lease' || host.because === 'lost');

/** A host may be away for several causes and still is one host. */
const hostsOf = (away: readonly AwayHost[]): number => new Set(away.map((host) => host.hostId)).size;

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
