import { asHostId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import { asInstant, type Instant } from '@slipway/core/time';
import { expect, test } from 'vitest';
import { brokenLimits, forgottenHosts, ledgersThatDiffer, watchTransactions } from './checks/index.ts';
import { drawnFaults, FAULT_NAMES, faultsNamed } from './faults/index.ts';
import { simulateNight } from './night.ts';
import { randomFrom } from './random/index.ts';

const EVENING = asInstant('2026-03-10T20:00:00.000Z');

test('a night of hosts ends with every host done, with faults, and the same seed gives the same night to the byte', async () => {
  const faults = faultsNamed('messages,agents-die,controllers-die,controllers-stand-still,store-fails');
  const first = await simulateNight({ seed: 7, hosts: 12, faults });
  expect(first.problems).toEqual([]);
  expect(first.phases).toEqual({ done: 12 });
  expect(first.kills).toBeGreaterThan(0);
  expect(first.deaths).toBeGreaterThan(0);
  const again = await simulateNight({ seed: 7, hosts: 12, faults });
  expect(again).toEqual(first);
});

test('every seed draws faults of its own, the same each time, and some seed each of them', () => {
  const draw = (seed: number) => drawnFaults(randomFrom(seed).fork('faults'));
  expect(draw(3)).toEqual(draw(3));
  expect(draw(3)).not.toEqual(draw(4));
  const seen = new Set(Array.from({ length: 60 }, (_, seed) => draw(seed)).flat());
  expect(FAULT_NAMES.filter((name) => !seen.has(name))).toEqual([]);
});

test('the safety check sees a cluster with too many away, and two groups at once', () => {
  const host = (hostname: string, group: string, inService: boolean) =>
    ({ spec: { hostname, labels: { environment: 'prod', service: 'db', group }, packages: [] }, inService }) as never;
  const limits = { clusters: [{ name: 'db', member: () => true, awayMax: 1 }] };
  expect(brokenLimits([host('db1', '1', false), host('db2', '1', true)], limits)).toEqual([]);
  expect(brokenLimits([host('db1', '1', false), host('db2', '2', false)], limits)).toEqual([
    'cluster db has db1, db2 away; its limit is 1',
    'groups 1 and 2 of prod are away together',
  ]);
});

test('the check sees a host that neither plan nor report names, and no host of elsewhere or that was retired', () => {
  const host = (name: string, environment = 'dev', retiredAt: Instant | null = null) =>
    ({ hostId: asHostId(name), hostname: name, labels: { environment }, retiredAt }) as const;
  const hosts = [host('planned'), host('left-out'), host('there'), host('prod', 'prod'), host('gone', 'dev', EVENING)];
  const report = {
    leftOut: [{ hostId: asHostId('left-out'), reason: reason('host-stopped') }],
    alreadyThere: [asHostId('there')],
  };
  const named = { environment: 'dev', planned: [asHostId('planned')], report };
  expect(forgottenHosts(hosts, named)).toEqual([]);
  expect(forgottenHosts([...hosts, host('lost')], named)).toEqual(['lost']);
  expect(forgottenHosts(hosts, { ...named, planned: [] })).toEqual(['planned']);
});

test('the check sees a line that the controller does not hold, or holds otherwise, and one too many', async () => {
  const line = (sequence: number, text = 'x') => ({ sequence, text });
  const differing = async (own: readonly object[], told: readonly object[]) => {
    const host = {
      hostId: asHostId('db1'),
      spec: { hostname: 'db1' },
      executor: { ledger: { read: async () => own } },
    };
    const store = {
      read: async (work: (view: object) => unknown) => await work({ fleet: { ledger: async () => told } }),
    };
    return await ledgersThatDiffer({ ports: { store } } as never, [host as never]);
  };
  expect(await differing([line(1), line(2)], [line(1), line(2)])).toEqual([]);
  expect(await differing([line(1), line(2)], [line(1)])).toEqual(['line 2 of db1 is not what the controller holds']);
  expect(await differing([line(1, 'y')], [line(1)])).toEqual(['line 1 of db1 is not what the controller holds']);
  expect(await differing([line(1)], [line(1), line(2)])).toEqual(['db1 has 1 lines, and told 2']);
});

test('the safety check sees two transactions on one host, and one that is carried out twice', () => {
  const watch = watchTransactions();
  const see = (unit: string, phase: 'started' | 'ended' | 'cut', hostname = 'db1') =>
    watch.see(hostname, { kind: 'transaction', unit, phase, at: asInstant('2026-03-10T20:00:00.000Z') });
  expect([see('a', 'started'), see('a', 'cut'), see('a', 'started'), see('a', 'started', 'db2')]).toEqual(
    Array.from({ length: 4 }, () => null),
  );
  expect(see('b', 'started')).toBe('db1 begins b while a runs');
  expect(see('b', 'ended')).toBeNull();
  expect(see('b', 'started')).toBe('db1 carries b out a second time');
});
