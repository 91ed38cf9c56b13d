// The pages about policy as golden text: what another policy would touch, and what the policy says of one host.

import {
  type CivilWindow,
  EMPTY_CALENDAR,
  type Freeze,
  localTextOf,
  NO_ZONES,
  occurrencesOf,
  scheduleOf,
} from '@slipway/core/calendar';
import { asHostId, asRolloutId } from '@slipway/core/ids';
import { type Policy, policyEffect } from '@slipway/core/policy';
import { asInstant, type Instant } from '@slipway/core/time';
import type { WindowSchedule } from '@slipway/protocol/api';
import { anEnvironment, aPolicy, digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { runtimeZones } from '@slipway/testkit/zones';
import { expect, it } from 'vitest';
import { checkPolicyText, policyText } from '../src/policy-file/index.ts';
import { demoAnswers, demoHost } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs({ zone: 'Europe/Berlin' });

const drain = {
  hosts: 'role = lb',
  step: 'drain',
  hook: 'haproxy',
  parameters: { backend: 'app' },
  timeoutSeconds: 120,
} as const;
const before = aPolicy({ hooks: [drain, { ...drain, step: 'undrain' }] });
const [dev, prod] = before.environments as [ReturnType<typeof anEnvironment>, ReturnType<typeof anEnvironment>];
const after: Policy = {
  ...before,
  environments: [
    anEnvironment({ name: 'staging' }),
    {
      ...prod,
      waves: { ...prod.waves, percentMax: 10 },
      window: { kind: 'any-time', spanDays: 7 },
      approval: { rule: 'team', team: 'operations', count: 2 },
      policies: [{ name: 'balancers', hosts: 'role = lb', failureBudgetHosts: 2 }],
    },
  ],
  clusters: [{ name: 'app', members: 'environment = prod and role = app', awayMax: 1 }],
  hooks: [],
};
const host = (name: string, environment: string, role: string) => ({
  hostId: asHostId(name),
  hostname: `${name}.example`,
  labels: { environment, role },
});
const hostWith = (role: string) => demoHost(role, { labels: { environment: 'prod', role } });
const FLEET = [
  ...Array.from({ length: 12 }, (_, at) => host(`app${at + 1}`, 'prod', 'app')),
  host('lb1', 'prod', 'lb'),
  host('dev1', dev.name, 'app'),
  host('stage1', 'staging', 'app'),
];

/** Saturdays around the night on which New York's clocks go forward, one of them within a freeze. */
const zone = 'America/New_York';
const byTheClock: CivilWindow = {
  ...{ kind: 'weekly', weekdays: ['saturday'], zone, start: '20:00', cutOffMinutes: 60 },
  until: { kind: 'local', time: '06:00', daysLater: 1 },
};
const quarterEnd: Freeze = {
  ...{ name: 'quarter-end', why: 'books are closed' },
  when: {
    kind: 'dates',
    spans: [{ startsAt: asInstant('2027-03-19T00:00:00.000Z'), endsAt: asInstant('2027-03-23T00:00:00.000Z') }],
  },
};
const scheduleOfMarch = (): WindowSchedule => {
  const calendar = { zones: runtimeZones(), freezes: [quarterEnd] };
  const rules = calendar.zones.rulesOf(zone);
  if (rules === null) throw new Error(`the runtime has no ${zone}`);
  const { ahead, skipped, ended } = scheduleOf(byTheClock, asInstant('2027-03-08T00:00:00.000Z'), 2, calendar);
  const local = (instant: Instant) => localTextOf(rules, instant);
  return {
    ...{ environment: 'prod', zone, ended },
    ahead: ahead.map(({ occurrence, elapsedMinutes, notes }) => ({
      ...{ ...occurrence, elapsedMinutes, notes },
      local: {
        startsAt: local(occurrence.startsAt),
        cutOffAt: local(occurrence.cutOffAt),
        endsAt: local(occurrence.endsAt),
      },
    })),
    skipped: skipped.map((one) => ({ ...one, localStart: local(one.startsAt) })),
  };
};

const plan = { environment: 'prod', policyRevision: 2, keepsRules: true };
const answers: Answers = {
  ...demoAnswers(),
  nextWindows: () => ({
    value: { revision: 3, at: THE_MORNING, zoneDatabase: '2026c', items: [scheduleOfMarch()] },
  }),
  policyEffect: ({ body }) => ({
    value: {
      revision: 3,
      ...policyEffect({ before, after: body as Policy, hosts: FLEET, now: THE_MORNING, zones: NO_ZONES }),
      plans: [
        { ...plan, kind: 'request', id: 'plan-7h3k', state: 'gathering', policyRevision: null, keepsRules: false },
        {
          ...plan,
          kind: 'plan',
          id: digestOfText('plan'),
          state: 'waiting-for-approval',
          askedAgain: { by: 'gina', at: THE_MORNING, why: 'it is over' },
        },
        { ...plan, kind: 'rollout', id: asRolloutId('rollout-5d21'), state: 'running' },
      ],
    },
  }),
  explainHostPolicy: ({ params }) => ({
    value: {
      hostId: params['hostId'],
      hostname: 'app1.example',
      revision: 3,
      labels: { environment: 'prod', role: 'app', group: '1' },
      environment: 'prod',
      group: '1',
      policyName: 'applications',
      selectedBy: [{ name: 'applications', hosts: 'role = app' }],
      holds: [
        { rule: 'scope', value: 'security', from: 'environment' },
        { rule: 'window', value: prod.window, from: 'environment' },
        { rule: 'approval', value: { rule: 'team', team: 'operations', count: 2 }, from: 'policy' },
        { rule: 'waves', value: prod.waves, from: 'environment' },
        { rule: 'gates', value: prod.gates, from: 'environment' },
      ],
      rules: {
        scope: 'security',
        window: prod.window,
        approval: { rule: 'team', team: 'operations', count: 2 },
        waves: prod.waves,
      },
      freezes: [{ name: 'quarter-end', why: 'books are closed' }],
      exceptions: [
        {
          ...{ name: 'old-openssl', hosts: 'role = app', leavesOut: 'openssl', owner: 'kim' },
          ...{ why: 'the vendor supports 3.0.15 alone', expiresAt: '2027-01-31T00:00:00.000Z' },
        },
      ],
      contacts: [{ name: 'on-call', audience: 'pager', hears: ['rollout-stopped', 'host-failed'] }],
      clusters: after.clusters,
      hooks: [{ rule: 0, hosts: drain.hosts, step: 'drain', does: 'drain: haproxy --backend app (120 s)' }],
      checks: [],
      occurrences: occurrencesOf(prod.window, THE_MORNING, 2, EMPTY_CALENDAR),
      schedule: scheduleOfMarch(),
      keptOutBy: [{ code: 'host-observed', facts: { host: 'app1.example' } }],
    },
  }),
  listExceptions: ({ query }) => {
    expect(query).toEqual({ endingDays: '30' });
    const one = {
      ...{ name: 'old-tls', hosts: 'role = billing', selected: 2, owner: 'team-billing', approvedBy: 'ada' },
      ...{ leavesOut: { package: 'openssl' }, why: 'the billing appliance breaks with it', state: 'acts' },
      ...{ compensatingControl: 'reachable from the bastion alone', expiresAt: '2026-12-03T00:00:00.000Z' },
    };
    const over = {
      ...one,
      name: 'legacy-app',
      leavesOut: { advisory: 'CVE-2026-0001' },
      selected: 0,
      state: 'expired',
    };
    return { value: { asOf: THE_MORNING, revision: 3, items: [{ ...over, expiresAt: THE_MORNING }, one] } };
  },
};

it.each([
  ['policy-diff', ['policy', 'diff', '-']],
  ['policy-explain', ['policy', 'explain', 'app1']],
  ['window-next', ['window', 'next', 'prod', '--count', '2']],
  ['exception-list', ['exception', 'list', '--ending', '30']],
])('%s', async (name, words) => {
  await withStub(answers, async (stub) => {
    const given = { input: JSON.stringify(after) };
    const { exitCode, written } = await stub.run(words, given);
    expect([exitCode, written.err]).toEqual([0, '']);
    await expect(written.out).toMatchFileSnapshot(`golden/${name}.txt`);
    const asJson = await stub.run([...words, '--json'], given);
    expect(() => JSON.parse(asJson.written.out) as unknown).not.toThrow();
  });
});

it('a calendar of the windows has their instants, and ids that stay', async () => {
  const words = ['window', 'export', 'prod'];
  const { exitCode, written } = await withStub(answers, async (stub) => await stub.run(words));
  expect([exitCode, written.err]).toEqual([0, '']);
  expect(written.out.match(/^DTSTART:.*$/gm)?.map((line) => line.trim())).toEqual([
    'DTSTART:20270314T010000Z',
    'DTSTART:20270328T000000Z',
  ]);
  expect(written.out).toMatch(/^UID:prod-weekly-2027-03-13t20-00@(?:127\.0\.0\.1|localhost)\r$/m);
});

it('freezes of a calendar file are printed for the policy, or refused by line', async () => {
  const event = (...lines: readonly string[]) =>
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'BEGIN:VEVENT',
      'UID:1',
      'SUMMARY:Year end',
      ...lines,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n');
  const days = ['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'];
  const words = ['policy', 'freezes', '-', '--zone', 'Europe/Berlin'];
  const { read, refused, elsewhere, asked } = await withStub(answers, async (stub) => ({
    read: await stub.run(words, { input: event(...days) }),
    refused: await stub.run(words, { input: event(...days, 'RDATE:20261231') }),
    elsewhere: await stub.run([...words.slice(0, 4), 'Europe/Berlinn'], { input: event(...days) }),
    asked: stub.asked,
  }));
  expect([read.exitCode, read.written.err]).toEqual([0, '']);
  const text = `${policyText({ ...aPolicy(), hooks: [] }, [])}${read.written.out}`;
  expect(checkPolicyText(text, runtimeZones())).toMatchObject({
    problems: [],
    policy: {
      freezes: [{ why: 'Year end', when: { zone: 'Europe/Berlin', start: '00:00', days: { from: '2026-12-24' } } }],
    },
  });
  expect([refused.exitCode, refused.written.out]).toEqual([6, expect.stringContaining('RDATE')]);
  expect([elsewhere.exitCode, asked]).toEqual([2, []]);
});

it('a person who does not say yes changes nothing', async () => {
  await withStub(answers, async (stub) => {
    const given = { input: JSON.stringify(after), answers: ['no'], width: 100 };
    const { exitCode, written } = await stub.run(['policy', 'apply', '-'], given);
    expect([exitCode, written.err]).toEqual([1, 'Nothing was changed.\n']);
    expect(stub.asked).toEqual(['policyEffect']);
  });
});

it.each([['check'], ['diff'], ['apply']])(
  'two policies that would claim a host are an error: policy %s',
  async (word) => {
    const policies = [
      { name: 'balancers', hosts: 'role = lb' },
      { name: 'all', hosts: 'exists(role)' },
    ];
    const body = { ...after, environments: [anEnvironment({ name: 'staging' }), { ...prod, policies }] };
    const words = ['policy', word, '-', ...(word === 'apply' ? ['--yes'] : [])];
    const given = { input: policyText(body, []) };
    const { exitCode, written } = await withStub(answers, async (stub) => await stub.run(words, given));
    expect(exitCode).toBe(6);
    const place =
      /^standard input:\d+:\d+: environments\[1\]\.policies\[1\]\.hosts: selects lb1\.example, as balancers does; /m;
    expect(written.out).toMatch(word === 'check' ? place : /\n +1 +balancers and all of prod +lb1\.example +an error/);
    expect(written.err).toContain(word === 'apply' ? 'stays as it is' : '');
  },
);

it.each([['check'], ['diff'], ['apply']])(
  'selectors that select nobody are told beside what is wrong with the file: policy %s',
  async (word) => {
    const clusters = [
      { name: 'app', members: 'role = app', awayMax: 1 },
      { name: 'db', members: 'role = bd', awayMax: 1 },
      { name: 'broken', members: 'role =', awayMax: 1 },
    ];
    const policies = [{ name: 'balancers', hosts: 'role = lb' }];
    const body = { ...after, clusters, environments: [anEnvironment({ name: 'staging', policies }), prod] };
    const input = policyText(body, []).replace('awayMax: 1', 'awayMx: 1');
    const asked: unknown[] = [];
    const listHosts: Answers[string] = ({ query }) => {
      asked.push(query);
      const items = query['selector'] === undefined || query['selector'] === 'role = app' ? [hostWith('app')] : [];
      return { value: { items, next: null } };
    };
    const told = async (given: Answers) =>
      await withStub(given, async (stub) => await stub.run(['policy', word, '-'], { input }));
    const { exitCode, written } = await told({ ...answers, listHosts });
    expect(exitCode).toBe(6);
    const place = (at: string, selector: string) =>
      new RegExp(
        `^standard input:\\d+:\\d+: warning: ${at}: .${selector}. selects no host; write labels that hosts`,
        'm',
      );
    expect(written.out).toMatch(place('environments\\[0\\]\\.policies\\[0\\]\\.hosts', 'role = lb'));
    expect(written.out).toMatch(place('clusters\\[1\\]\\.members', 'role = bd'));
    expect(written.out).toMatch(/"awayMx" is not known here; write awayMax\n[\s\S]*\n2 problems\./);
    // What cannot be read is told as such, and nobody is asked for it; part policies are about their environment.
    expect(asked).toEqual([
      { limit: '200' },
      { limit: '1', selector: 'role = lb', environment: 'staging' },
      { limit: '1', selector: 'role = app' },
      { limit: '1', selector: 'role = bd' },
    ]);
    // Of no fleet, and of none that answers, nothing is said.
    const without: readonly Answers[] = [
      { listHosts: () => ({ value: { items: [], next: null } }) },
      { listHosts: () => ({ status: 403, reason: { code: 'role-missing', facts: { role: 'viewer' } } }) },
    ];
    for (const listNone of without) {
      const none = await told({ ...answers, ...listNone });
      expect([none.exitCode, none.written.out.includes('selects')]).toEqual([6, false]);
    }
  },
);
