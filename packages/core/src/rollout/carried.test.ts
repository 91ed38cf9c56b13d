import { describe, expect, it } from 'vitest';
import { aHeader, aHostPlan, at } from '../../test/plans.ts';
import type { GuestRules } from '../guest/index.ts';
import { asAttemptId, asHostId, asRolloutId } from '../ids/index.ts';
import type { ClusterLimit } from '../plan/index.ts';
import { awayByLease, carriedByEither, judgeLease, leaseFor, leaseRequestFor } from './index.ts';
import type { AwayHost, CarriedHost } from './types.ts';

// A carrier that goes takes its guests along: they are hosts with places of their own.

const MINE = asRolloutId('r1');
const STOP: GuestRules = { choice: 'stop', guestSeconds: 60 };
const MOVE: GuestRules = { choice: 'move', hook: 'migrate', parameters: {}, timeoutSeconds: 60 };

const carried = (host: string, given: Partial<CarriedHost> = {}): CarriedHost => ({
  ...{ hostId: asHostId(host), hostname: host, environment: 'prod', group: null, clusters: [] },
  ...given,
});
const away = (host: string, given: Partial<AwayHost> = {}): AwayHost => ({
  ...{ hostId: asHostId(host), environment: 'prod', group: null, clusters: [], because: 'lease' },
  rolloutId: asRolloutId('r2'),
  ...given,
});
const limit = (cluster: string, awayMax: number, ...members: readonly string[]): ClusterLimit => ({
  cluster,
  members: members.map(asHostId),
  awayMax,
});

interface Given {
  /** Of the carrier `kvm`. */
  readonly guests?: readonly CarriedHost[];
  readonly rules?: GuestRules;
  readonly group?: string;
  readonly planned?: readonly string[];
  readonly limits?: readonly ClusterLimit[];
  readonly awayMax?: number;
}
const kvm = ({ guests = [], rules = STOP, group, planned = [], limits = [], awayMax = 9 }: Given) => {
  const plans = [
    { ...aHostPlan({ hostId: 'kvm', group: group ?? null }), guests: rules },
    ...planned.map((hostId) => aHostPlan({ hostId })),
  ];
  const [hostPlan = aHostPlan()] = plans;
  const header = aHeader(plans, { bounds: { clusterLimits: limits, awayMax, labels: [] } });
  return { hostPlan, header, rolloutId: MINE, carried: new Map([[hostPlan.hostId, guests]]) };
};
const judged = (given: Given, others: readonly AwayHost[] = []): string => {
  const outcome = judgeLease(leaseRequestFor({ ...kvm(given), away: others }));
  return outcome.ok ? 'taken' : outcome.reason.code;
};
const leaseOf = (given: Given) => {
  const { hostPlan, header, rolloutId, carried: hosts } = kvm(given);
  const { guests } = leaseRequestFor({ hostPlan, header, rolloutId, carried: hosts, away: [] });
  const attemptId = asAttemptId('r1/kvm/1');
  const grant = {
    kind: 'grant',
    hostId: hostPlan.hostId,
    attemptId,
    occurrenceId: 'o',
    latestStartAt: at(10),
  } as const;
  return leaseFor({ grant, rolloutId, hostPlan, now: at(0), guests });
};
const DB1 = carried('db1', { clusters: ['db'], group: '1' });

describe('a carrier whose guests are shut down with it', () => {
  it('is held against the limits of their clusters', () => {
    const two = [DB1, carried('db2', { clusters: ['db'] })];
    expect(judged({ guests: two, limits: [limit('db', 2, 'db1', 'db2', 'db3')] })).toBe('taken');
    expect(judged({ guests: two, limits: [limit('db', 1, 'db1', 'db2', 'db3')] })).toBe('waiting-for-cluster');
    const db3 = [away('db3', { because: 'unreachable', clusters: ['db'] })];
    expect(judged({ guests: two, limits: [limit('db', 2, 'db1', 'db2', 'db3')] }, db3)).toBe('waiting-for-cluster');
  });

  it('counts a guest that is down already once', () => {
    const down = [away('db1', { because: 'unreachable', clusters: ['db'], rolloutId: null })];
    expect(judged({ guests: [DB1], limits: [limit('db', 1, 'db1', 'db2')] }, down)).toBe('taken');
  });

  it('counts the members that the plan lists, whatever their labels say now, and one where it says nothing', () => {
    expect(judged({ guests: [carried('db1')], limits: [limit('db', 1, 'db1', 'db2')] }, [away('db2')])).toBe(
      'waiting-for-cluster',
    );
    expect(judged({ guests: [DB1] }, [away('db2', { clusters: ['db'] })])).toBe('waiting-for-cluster');
  });

  it('is held against their groups, and cannot go where it would take two of them', () => {
    expect(judged({ guests: [DB1] }, [away('x', { group: '2' })])).toBe('waiting-for-group');
    expect(judged({ guests: [DB1] }, [away('x', { group: '2', environment: 'test' })])).toBe('taken');
    expect(judged({ guests: [DB1], group: '2' })).toBe('waiting-for-group');
    expect(judged({ guests: [DB1, carried('app2', { group: '2' })] })).toBe('waiting-for-group');
  });

  it('is held against the number of the rollout with those that are planned in it; alone it may go', () => {
    const guests = [DB1, carried('web1')];
    const other = [away('x', { rolloutId: MINE })];
    expect(judged({ guests, planned: ['db1', 'web1'], awayMax: 1 })).toBe('taken');
    expect(judged({ guests, planned: ['db1', 'web1'], awayMax: 3 }, other)).toBe('waiting-for-limit');
    expect(judged({ guests, planned: ['db1'], awayMax: 3 }, other)).toBe('taken');
  });

  it('waits for a guest that is at work itself', () => {
    expect(judged({ guests: [DB1] }, [away('db1')])).toBe('guest-under-way');
    expect(judged({ guests: [DB1], rules: MOVE }, [away('db1', { because: 'lost' })])).toBe('guest-under-way');
  });
});

describe('a carrier whose guests nobody can tell now', () => {
  const judgedUnknown = (rules: GuestRules): string => {
    const guestsUnknown = new Map([[asHostId('kvm'), 'no answer']]);
    const outcome = judgeLease(leaseRequestFor({ ...kvm({ rules }), away: [], guestsUnknown }));
    return outcome.ok ? 'taken' : outcome.reason.code;
  };
  it('shuts none down, and may have them moved', () => {
    expect(judgedUnknown(STOP)).toBe('guests-unknown');
    expect(judgedUnknown(MOVE)).toBe('taken');
  });

  it('carries whom either look tells, each once', () => {
    const [db2, web1] = [carried('db2'), carried('web1')];
    const [kvm1, kvm2] = [asHostId('kvm1'), asHostId('kvm2')];
    const both = carriedByEither(
      new Map([[kvm1, [db2, web1]]]),
      new Map([
        [kvm1, [DB1, web1]],
        [kvm2, [db2]],
      ]),
    );
    expect([...both].map(([id, hosts]) => `${id} ${hosts.map(({ hostId }) => hostId).join(' ')}`)).toEqual([
      'kvm1 db1 db2 web1',
      'kvm2 db2',
    ]);
  });
});

describe('a carrier whose guests are moved', () => {
  it('leaves the places of its guests as they are: they serve on', () => {
    expect(judged({ guests: [DB1], rules: MOVE, limits: [limit('db', 1, 'db1', 'db2')] }, [away('db2')])).toBe('taken');
    expect(judged({ guests: [DB1], rules: MOVE }, [away('x', { group: '2' })])).toBe('taken');
  });
});

describe('while a carrier is at it', () => {
  const guest = (others: readonly AwayHost[], hostId: string, clusters: readonly string[] = []): string => {
    const hostPlan = aHostPlan({ hostId, clusters });
    const header = aHeader([hostPlan], { bounds: { clusterLimits: [], awayMax: 9, labels: [] } });
    const outcome = judgeLease(leaseRequestFor({ hostPlan, header, rolloutId: asRolloutId('r3'), away: others }));
    return outcome.ok ? 'taken' : outcome.reason.code;
  };

  it.each([STOP, MOVE])('none of its guests begins: $choice', (rules) => {
    expect(guest(awayByLease(leaseOf({ guests: [DB1], rules }), 'lease'), 'db1')).toBe('carrier-away');
    expect(guest(awayByLease(leaseOf({ guests: [DB1], rules }), 'lost'), 'db1')).toBe('carrier-away');
  });

  it('they count as away where they are shut down, by a cause of their own', () => {
    const gone = awayByLease(leaseOf({ guests: [DB1], planned: ['db1'] }), 'lease');
    expect(gone.map(({ hostId, because, rolloutId }) => [hostId, because, rolloutId])).toEqual([
      ['kvm', 'lease', MINE],
      ['db1', 'carrier', MINE],
    ]);
    expect(guest(gone, 'db2', ['db'])).toBe('waiting-for-cluster');
    expect(guest(awayByLease(leaseOf({ guests: [DB1], rules: MOVE }), 'lease'), 'db2', ['db'])).toBe('taken');
  });

  it('a guest that has not been heard since waits as well', () => {
    const since = [away('db1', { because: 'carrier', rolloutId: null, carrier: 'kvm' })];
    expect(guest(since, 'db1')).toBe('carrier-away');
  });
});
