import { anEnvironment, aPolicy, THE_MORNING } from '@slipway/testkit/builders';
import { policies } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_ZONES } from '../calendar/index.ts';
import { asHostId } from '../ids/index.ts';
import type { Labels } from '../selection/index.ts';
import { addSeconds } from '../time/index.ts';
import { HOSTS_NAMED_MAX, type PolicyHost } from './conflicts.ts';
import { policyEffect } from './effect.ts';
import type { Policy } from './types.ts';

const host = (name: string, labels: Labels): PolicyHost => ({
  hostId: asHostId(name),
  hostname: `${name}.example`,
  labels,
});
const [dev, prod] = [anEnvironment({ name: 'dev' }), anEnvironment({ name: 'prod' })];
const drain = { hosts: 'role = lb', step: 'drain', hook: 'haproxy', parameters: {}, timeoutSeconds: 60 } as const;
const FLEET = [
  host('app1', { environment: 'prod', role: 'app' }),
  host('app2', { environment: 'prod', role: 'app' }),
  host('lb1', { environment: 'prod', role: 'lb' }),
  host('stage1', { environment: 'staging', role: 'app' }),
  host('bare1', {}),
];
const base = aPolicy({ environments: [dev, prod], hooks: [drain, { ...drain, step: 'undrain' }] });
const effectOf = (after: Policy, hosts = FLEET) =>
  policyEffect({ before: base, after, hosts, now: THE_MORNING, zones: NO_ZONES });

describe('policyEffect', () => {
  it('tells the occurrences that a freeze moves, in the environments that it is for', () => {
    const when = {
      kind: 'dates',
      spans: [{ startsAt: THE_MORNING, endsAt: addSeconds(THE_MORNING, 40 * 86_400) }],
    } as const;
    const freezes = [{ name: 'closing', why: 'books are closed', when, environments: ['prod'] }];
    const { changes, environments, moved } = effectOf({ ...base, freezes });
    expect(changes).toMatchObject([{ path: ['freezes'], kind: 'added' }]);
    expect(environments).toEqual([{ environment: 'prod', fields: ['freezes'], hosts: 3 }]);
    expect(moved.map(({ environment }) => environment)).toEqual(['prod']);
  });

  it('of the same policy is nothing, whatever the hosts', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const effect = policyEffect({
          before: policy,
          after: structuredClone(policy),
          hosts: FLEET,
          now: THE_MORNING,
          zones: NO_ZONES,
        });
        expect([effect.changes, effect.touched, effect.environments, effect.moved]).toEqual([[], [], [], []]);
      }),
    );
  });

  it('names the hosts that come into an environment and those that lose theirs', () => {
    const { touched } = effectOf({ ...base, environments: [dev, anEnvironment({ name: 'staging' })] });
    expect(
      touched.map(({ environment, count, hosts }) => [environment, count, hosts.map(({ hostId }) => hostId)]),
    ).toEqual([
      [{ before: 'prod', after: null }, 3, ['app1', 'app2', 'lb1']],
      [{ before: null, after: 'staging' }, 1, ['stage1']],
    ]);
  });

  it('tells clusters, hooks and checks of the hosts that they reach, with what they do', () => {
    const after: Policy = {
      ...base,
      clusters: [{ name: 'app', members: 'environment = prod and role = app', awayMax: 1 }],
      hooks: base.hooks.map((rule) => ({ ...rule, parameters: { backend: 'app' } })),
      checks: [{ hosts: 'role = app', check: { kind: 'unit-active', unit: 'nginx.service' }, timeoutSeconds: 30 }],
    };
    const effect = effectOf(after);
    // By its hosts: its own rules are the same. Hosts of no environment are of no plan.
    expect([effect.environments, effect.touchedEnvironments]).toEqual([[], ['prod']]);
    expect(effect.touched).toMatchObject([
      {
        environment: null,
        clusters: { before: [], after: ['app (at most 1 away)'] },
        hooks: null,
        checks: { before: [], after: ['nginx.service is active (30 s)'] },
        count: 2,
      },
      {
        clusters: null,
        hooks: {
          before: ['drain: haproxy (60 s)', 'undrain: haproxy (60 s)'],
          after: ['drain: haproxy --backend app (60 s)', 'undrain: haproxy --backend app (60 s)'],
        },
        count: 1,
      },
      { clusters: null, checks: { before: [], after: ['nginx.service is active (30 s)'] }, count: 1 },
    ]);
  });

  it('touches nobody by a selector that is written in another way', () => {
    const after = { ...base, hooks: base.hooks.map((rule) => ({ ...rule, hosts: 'role in (lb)' })) };
    const effect = effectOf(after);
    expect([effect.changes.length, effect.touched]).toEqual([2, []]);
  });

  it('tells which rules of an environment change, for how many hosts, and which occurrences move', () => {
    const window = { kind: 'any-time', spanDays: 7 } as const;
    const effect = effectOf({ ...base, environments: [dev, { ...prod, window, failureBudgetHosts: 2 }] });
    expect(effect.environments).toEqual([
      { environment: 'prod', fields: ['window.spanDays', 'failureBudgetHosts'], hosts: 3 },
    ]);
    expect(effect.moved).toMatchObject([{ environment: 'prod', before: { length: 3 }, after: { length: 3 } }]);
    const gates = (...names: readonly string[]) => ({
      conditions: names.map((name) => ({ name, kind: 'http', url: `https://${name}.example/`, status: 200 }) as const),
    });
    const [announced, asked] = [168, 24].map((hours) => ({
      ...prod,
      announce: { hoursBefore: [hours] },
      gates: { ...prod.gates, ...gates(...(hours === 24 ? ['one'] : ['two'])) },
    }));
    if (announced === undefined || asked === undefined) throw new Error('there are two');
    expect(
      policyEffect({
        ...{ before: { ...base, environments: [dev, announced] }, after: { ...base, environments: [dev, asked] } },
        ...{ hosts: [], now: THE_MORNING, zones: NO_ZONES },
      }).environments,
    ).toEqual([
      {
        environment: 'prod',
        fields: ['gates.conditions.one', 'gates.conditions.two', 'announce.hoursBefore'],
        hosts: 0,
      },
    ]);
    expect(effect.touchedEnvironments).toEqual(['prod']);
  });

  it('tells who comes under a part policy, which occurrences that moves, and a part that selects nobody', () => {
    const window = { kind: 'any-time', spanDays: 7 } as const;
    const balancers = { name: 'balancers', hosts: 'role = lb', window };
    const databases = { name: 'databases', hosts: 'role = db' };
    const split = { ...base, environments: [dev, { ...prod, policies: [balancers, databases] }] };
    const effect = effectOf(split);
    expect(effect.environments).toEqual([{ environment: 'prod', fields: ['policies'], hosts: 3 }]);
    expect(effect.touched).toMatchObject([
      { environment: null, policies: { before: [], after: ['balancers'] }, count: 1, hosts: [{ hostId: 'lb1' }] },
    ]);
    expect(effect.unmatched).toMatchObject([
      { path: ['environments', 1, 'policies', 1, 'hosts'], selector: 'role = db' },
    ]);
    const daily = { ...balancers, window: { kind: 'any-time', spanDays: 1 } as const };
    const after = { ...split, environments: [dev, { ...prod, policies: [daily, databases] }] };
    const again = policyEffect({ before: split, after, hosts: FLEET, now: THE_MORNING, zones: NO_ZONES });
    expect(again.moved).toMatchObject([{ environment: 'prod', policyName: 'balancers' }]);
    expect(again.environments).toMatchObject([{ fields: ['policies.balancers.window.spanDays'] }]);
  });

  it('finds every host that two policies would claim, and tells those apart that they claim already', () => {
    const parts = (hosts: string) => [
      { name: 'apps', hosts: 'role = app' },
      { name: 'some', hosts },
    ];
    const withParts = (hosts: string): Policy => ({
      ...base,
      environments: [dev, { ...prod, policies: parts(hosts) }],
    });
    const conflict = { environment: 'prod', policyNames: ['apps', 'some'] };
    const path = ['environments', 1, 'policies', 1, 'hosts'];
    expect(effectOf(withParts('role in (app, lb)')).conflicts).toMatchObject([
      { ...conflict, path, isNew: true, count: 2, hosts: [{ hostId: 'app1' }, { hostId: 'app2' }] },
    ]);
    expect(effectOf(withParts('role = lb')).conflicts).toEqual([]);
    const labelled = [...FLEET, host('app3', { environment: 'prod', role: 'app', special: 'yes' })];
    const conflicts = (before: Policy, after: Policy) =>
      policyEffect({ before, after, hosts: labelled, now: THE_MORNING, zones: NO_ZONES }).conflicts;
    expect(conflicts(withParts('special = yes'), withParts('special in (yes)'))).toMatchObject([
      { isNew: false, count: 1 },
    ]);
    expect(conflicts(withParts('special = yes'), withParts('exists(role)'))).toMatchObject([
      { isNew: true, count: 2 },
      { isNew: false, count: 1 },
    ]);
  });

  it('tells a window that has no occurrence ahead any more', () => {
    const gone = { startsAt: addSeconds(THE_MORNING, -7200), endsAt: addSeconds(THE_MORNING, -3600) };
    const window = { kind: 'dates', spans: [{ ...gone, cutOffAt: gone.endsAt }] } as const;
    const policies = [{ name: 'balancers', hosts: 'role = lb', window }];
    expect(effectOf({ ...base, environments: [dev, { ...prod, policies }] }).neverOpen).toEqual([
      { environment: 'prod', policyName: 'balancers' },
    ]);
  });

  it('finds selectors that select nobody, not those behind an earlier rule of the same step', () => {
    const after: Policy = {
      ...base,
      clusters: [{ name: 'db', members: 'role = db', awayMax: 1 }],
      hooks: [...base.hooks, { ...drain, hosts: 'role = lb and environment = prod', hook: 'other' }],
    };
    expect(effectOf(after).unmatched).toMatchObject([{ path: ['clusters', 0, 'members'], selector: 'role = db' }]);
    expect(effectOf(after, []).unmatched).toHaveLength(4);
  });

  it('tells whose exceptions change, and which have expired or have no end in sight', () => {
    const exception = {
      name: 'old-tls',
      hosts: 'role = lb',
      leavesOut: { package: 'openssl' },
      owner: 'balancers',
      why: 'the appliance breaks with it',
      compensatingControl: 'reachable from the bastion alone',
      approvedBy: 'ada',
      expiresAt: addSeconds(THE_MORNING, 86_400),
    };
    const over = { ...exception, name: 'over', expiresAt: THE_MORNING };
    const long = { ...exception, name: 'long', hosts: 'role = db', expiresAt: addSeconds(THE_MORNING, 400 * 86_400) };
    const effect = effectOf({ ...base, exceptions: [exception, over, long] });
    expect(effect.touched).toMatchObject([
      { exceptions: { before: [], after: [`old-tls: without openssl until ${exception.expiresAt}`] }, count: 1 },
    ]);
    expect(effect.unmatched).toMatchObject([{ path: ['exceptions', 2, 'hosts'], selector: 'role = db' }]);
    expect(effect.notes.map(({ path, what }) => [path[1], what])).toEqual([
      [1, 'exception over has expired and leaves nothing out any more'],
      [2, 'exception long ends in 400 days'],
    ]);
  });

  it('counts all hosts and names the first', () => {
    const hosts = Array.from({ length: HOSTS_NAMED_MAX + 50 }, (_, at) => host(`h${at}`, { environment: 'prod' }));
    const [group] = effectOf({ ...base, environments: [dev] }, hosts).touched;
    expect([group?.count, group?.hosts.length]).toEqual([HOSTS_NAMED_MAX + 50, HOSTS_NAMED_MAX]);
    const after = { ...base, environments: [dev] };
    const more = policyEffect({ before: base, after, hosts, now: THE_MORNING, zones: NO_ZONES, namedMax: 140 });
    expect(more.touched.map((one) => one.hosts.length)).toEqual([140]);
  });
});
