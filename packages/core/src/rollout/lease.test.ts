import { describe, expect, it } from 'vitest';
import { aHeader, aHostPlan, at, EVENING } from '../../test/plans.ts';
import { asAttemptId, asHostId, asRolloutId } from '../ids/index.ts';
import type { ClusterLimit, LabelledHosts } from '../plan/index.ts';
import { awayByLease, judgeLease, leaseFor, leaseRequestFor } from './index.ts';
import type { AwayHost } from './types.ts';

const MINE = asRolloutId('r1');
const OTHER = asRolloutId('r2');

const away = (host: string, given: Partial<AwayHost> = {}): AwayHost => ({
  hostId: asHostId(host),
  environment: 'prod',
  group: null,
  clusters: [],
  because: 'lease',
  rolloutId: OTHER,
  ...given,
});
const app = (awayMax: number, ...members: readonly string[]): ClusterLimit => ({
  cluster: 'app',
  members: members.map(asHostId),
  awayMax,
});

const frozen = (group: string | null, ...hosts: readonly string[]): LabelledHosts => ({
  labels: { environment: 'prod', group },
  hosts: hosts.map(asHostId),
});

const judged = (given: {
  readonly labels?: readonly LabelledHosts[];
  readonly away: readonly AwayHost[];
  readonly group?: string;
  readonly clusters?: readonly string[];
  readonly limits?: readonly ClusterLimit[];
  readonly awayMax?: number;
}): string => {
  const hostPlan = aHostPlan({ hostId: 'a', group: given.group ?? null, clusters: given.clusters ?? [] });
  const bounds = { clusterLimits: given.limits ?? [], awayMax: given.awayMax ?? 5, labels: given.labels ?? [] };
  const header = aHeader([hostPlan], { bounds });
  const outcome = judgeLease(leaseRequestFor({ hostPlan, header, rolloutId: MINE, away: given.away }));
  return outcome.ok ? 'taken' : outcome.reason.code;
};

describe('a lease', () => {
  it('is taken where nobody is in the way', () => {
    expect(judged({ away: [] })).toBe('taken');
    expect(judged({ away: [away('b')], clusters: ['app'], limits: [app(1, 'a')] })).toBe('taken');
  });

  it.each(['lease', 'unreachable', 'lost', 'taken-by-hand', 'isolated'] as const)(
    'counts every member that is not healthy, whatever the cause: %s',
    (because) => {
      const others = [away('b', { because, clusters: ['app'] })];
      expect(judged({ away: others, clusters: ['app'], limits: [app(1, 'a', 'b')] })).toBe('waiting-for-cluster');
      expect(judged({ away: others, clusters: ['app'], limits: [app(2, 'a', 'b')] })).toBe('taken');
    },
  );

  it.each(['unreachable', 'taken-by-hand'] as const)(
    'counts an absent host (%s) in the group that was approved, whatever its label says since',
    (because) => {
      const others = [away('b', { because, group: '2', rolloutId: null })];
      const elsewhere = [away('b', { because, group: null, environment: '', rolloutId: null })];
      for (const now of [others, elsewhere]) {
        expect(judged({ away: now, group: '2', labels: [frozen('1', 'b')] })).toBe('waiting-for-group');
        expect(judged({ away: now, group: '1', labels: [frozen('1', 'b')] })).toBe('taken');
      }
      expect(judged({ away: others, group: '1', labels: [frozen(null, 'b')] })).toBe('taken');
      expect(judged({ away: others, group: '1' })).toBe('waiting-for-group');
    },
  );

  it('counts a host that is away by another plan in the group of that plan, and in the one that was approved', () => {
    const others = [away('b', { group: '2' })];
    expect(judged({ away: others, group: '1', labels: [frozen('1', 'b')] })).toBe('waiting-for-group');
    expect(judged({ away: others, group: '2', labels: [frozen('1', 'b')] })).toBe('waiting-for-group');
    expect(judged({ away: others, group: '2', labels: [frozen('2', 'b')] })).toBe('taken');
  });

  it('counts a member that is away for two causes once', () => {
    const others = [away('b', { clusters: ['app'] }), away('b', { because: 'unreachable', clusters: ['app'] })];
    expect(judged({ away: others, clusters: ['app'], limits: [app(2, 'a', 'b')] })).toBe('taken');
  });

  it('counts members that only the plan knows as such, or only the host itself', () => {
    expect(judged({ away: [away('b')], clusters: ['app'], limits: [app(1, 'a', 'b')] })).toBe('waiting-for-cluster');
    expect(judged({ away: [away('b', { clusters: ['app'] })], clusters: ['app'], limits: [app(1, 'a')] })).toBe(
      'waiting-for-cluster',
    );
    expect(judged({ away: [away('b')], limits: [app(1, 'a', 'b')] })).toBe('waiting-for-cluster');
  });

  it('takes one for the limit of a cluster that the plan does not limit', () => {
    expect(judged({ away: [away('b', { clusters: ['app'] })], clusters: ['app'] })).toBe('waiting-for-cluster');
  });

  it('excludes other groups of the same environment, and no others', () => {
    expect(judged({ away: [away('b', { group: '2' })], group: '1' })).toBe('waiting-for-group');
    expect(judged({ away: [away('b', { group: '1' })], group: '1' })).toBe('taken');
    expect(judged({ away: [away('b', { group: '2' })] })).toBe('taken');
    expect(judged({ away: [away('b')], group: '1' })).toBe('taken');
    expect(judged({ away: [away('b', { group: '2', environment: 'dev' })], group: '1' })).toBe('taken');
  });

  it("counts the rollout's own leases against its limit, and not a dead host of the same rollout", () => {
    const mine = { rolloutId: MINE };
    expect(judged({ away: [away('b', mine)], awayMax: 1 })).toBe('waiting-for-limit');
    expect(judged({ away: [away('b', { ...mine, because: 'lost' })], awayMax: 1 })).toBe('waiting-for-limit');
    expect(judged({ away: [away('b'), away('c', { because: 'unreachable', rolloutId: null })], awayMax: 1 })).toBe(
      'taken',
    );
  });

  it('is kept by whoever holds it, and refused to a host that is away for anything else', () => {
    const full = away('b', { rolloutId: MINE });
    expect(judged({ away: [away('a', { rolloutId: MINE }), full], awayMax: 1 })).toBe('taken');
    expect(judged({ away: [away('a')] })).toBe('host-busy');
    expect(judged({ away: [away('a', { because: 'unreachable', rolloutId: null })] })).toBe('host-unreachable');
    expect(judged({ away: [away('a', { because: 'taken-by-hand', rolloutId: null })] })).toBe('host-left-out');
    expect(judged({ away: [away('a', { because: 'unknown-attempt', rolloutId: null })] })).toBe(
      'attempt-without-lease',
    );
  });

  it('is given to a host that is isolated first: it has its place already, and only others stand in its way', () => {
    const own = away('a', { because: 'isolated', rolloutId: null, clusters: ['app'], group: '1' });
    const limited = { group: '1', clusters: ['app'], limits: [app(1, 'a', 'b')] };
    expect(judged({ away: [own], ...limited })).toBe('taken');
    expect(judged({ away: [own, away('b', { clusters: ['app'] })], ...limited })).toBe('waiting-for-cluster');
    expect(judged({ away: [own, away('a', { because: 'unreachable', rolloutId: null })], ...limited })).toBe(
      'host-unreachable',
    );
  });

  it('lasts for grant, plan, way back and silence, and counts as the plan says', () => {
    const hostPlan = aHostPlan({ hostId: 'a', group: '1', clusters: ['app'] });
    const grant = {
      kind: 'grant' as const,
      hostId: hostPlan.hostId,
      attemptId: asAttemptId('r1-a-1'),
      occurrenceId: 'tonight',
      latestStartAt: at(600),
    };
    const lease = leaseFor({ grant, rolloutId: MINE, hostPlan, now: EVENING });
    expect(lease).toMatchObject({ takenAt: EVENING, expiresAt: at(600 + 120 + 60 + 900) });
    expect(awayByLease(lease, 'lost')[0]).toEqual(
      away('a', { group: '1', clusters: ['app'], because: 'lost', rolloutId: MINE }),
    );
  });
});
