// Reports over time, as far as their golden story (packages/golden, reports) does not come: what is asked, and what is said where
// there are no records, no share, no rows, or a refusal. Every answer here is one that the endpoint's schema allows.

import { describe, expect, it } from 'vitest';
import { page } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs();

const NOON = '2026-11-20T12:00:00.000Z';
const BEGIN = '2026-11-01T00:00:00.000Z';
const KEPT = { recordsSince: BEGIN, oldestLook: NOON };
const PERIOD = { from: '2026-10-21T00:00:00.000Z', until: '2026-11-21T00:00:00.000Z', asOf: NOON };
const NOBODY = { hosts: 0, clear: 0, dueLater: 0, excepted: 0, overdue: 0, unknown: 0, compliantPermille: null };
const NO_OUTCOME = { inTime: 0, late: 0, overdue: 0, excepted: 0, unknown: 0, otherwise: 0, inTimePermille: null };
const NEVER = { exposures: 0, medianHours: null, p90Hours: null };
const NONE_TOOK = { fromFix: NEVER, fromLearned: NEVER, toDisk: NEVER };
const HOST = {
  hostId: 'host-1',
  hostname: 'app1',
  labels: {},
  environment: 'prod',
  mode: { wanted: 'adopted', reported: 'adopted' },
  enrolledAt: BEGIN,
  seenAt: NOON,
  agentVersion: null,
  stopped: false,
  barred: null,
  inventoryReceivedAt: null,
  platform: null,
  pending: null,
  reboot: null,
  rollout: null,
};

/** What the program asked of one endpoint, and what it said to the answer. */
const ask = async (words: readonly string[], name: string, value: object, given?: { readonly besides?: Answers }) => {
  const queries: object[] = [];
  const answers: Answers = {
    ...given?.besides,
    [name]: ({ query }) => {
      queries.push(query);
      return { value };
    },
  };
  const { exitCode, written } = await withStub(answers, async (stub) => await stub.run(['report', ...words]));
  return { exitCode, queries, out: written.out, err: written.err };
};

describe('report compliance', () => {
  const empty = { asOf: NOON, by: 'environment', ...KEPT, groups: [], total: NOBODY };

  it('of a day means its last instant, and goes by the label that was named', async () => {
    const { exitCode, queries, err } = await ask(
      ['compliance', '--as-of', '2026-11-20', '--by', 'owner'],
      'reportCompliance',
      empty,
    );
    expect([exitCode, err]).toEqual([0, '']);
    expect(queries).toEqual([{ asOf: '2026-11-20T23:59:59.999Z', by: 'owner' }]);
  });

  it('of nobody has no share, and is not a hundred percent', async () => {
    const { out } = await ask(['compliance'], 'reportCompliance', empty);
    expect(out).toMatch(/^\(all\) +0 +- +0 +0 +0 +0 +0$/m);
  });

  it('names hosts without the label, and shares to a tenth of a percent', async () => {
    const group = { ...NOBODY, hosts: 3, clear: 1, dueLater: 1, unknown: 1, compliantPermille: 667, value: null };
    const { out } = await ask(['compliance'], 'reportCompliance', { ...empty, groups: [group] });
    expect(out).toMatch(/^\(none\) +3 +66\.7 % +1 +1 +0 +0 +1$/m);
  });

  it.each([
    [null, 'No host was looked at yet: everything is unknown.'],
    ['2026-11-20T13:00:00.000Z', 'before it everything is unknown.'],
  ])('with records since %s says what is not known', async (recordsSince, said) => {
    const { out } = await ask(['compliance'], 'reportCompliance', { ...empty, recordsSince });
    expect(out).toContain(said);
  });

  it('of a day to come is refused before anybody is asked', async () => {
    const { exitCode, queries, err } = await ask(['compliance', '--as-of', '2027-01-01'], 'reportCompliance', empty);
    expect([exitCode, queries]).toEqual([2, []]);
    expect(err).toContain('is still to come');
  });
});

describe('report sla', () => {
  const empty = { ...PERIOD, ...KEPT, groups: [], total: NO_OUTCOME, withoutDeadline: 0 };

  it('asks for the days that were named, the last of them whole', async () => {
    const { queries } = await ask(['sla', '--from', '2026-11-01', '--to', '2026-11-10'], 'reportSla', empty);
    expect(queries).toEqual([{ from: BEGIN, until: '2026-11-10T23:59:59.999Z' }]);
  });

  it('tells what nobody rated, and what has no deadline apart', async () => {
    const group = { ...NO_OUTCOME, severity: null, rule: null, inTime: 1, unknown: 1, inTimePermille: 500 };
    const one = await ask(['sla'], 'reportSla', { ...empty, groups: [group], withoutDeadline: 1 });
    expect(one.out).toMatch(/^not rated +1 +50\.0 % +0 +0 +1 +0 +0$/m);
    expect(one.out).toContain('1 exposure that began in this period has no deadline: in no line above.\n');
    const more = await ask(['sla'], 'reportSla', { ...empty, withoutDeadline: 2 });
    expect(more.out).toContain('2 exposures that began in this period have no deadline');
    expect(more.out).toContain('Records begin on');
  });
});

describe('report time-to-patch', () => {
  const empty = { ...PERIOD, ...KEPT, groups: [], total: NONE_TOOK, effectUnknown: 0 };

  it('has hours below two days, days from there on, and nothing of none', async () => {
    const took = (medianHours: number, p90Hours: number) => ({ exposures: 4, medianHours, p90Hours });
    const group = { severity: 'high', fromFix: took(47, 48), fromLearned: took(0, 60), toDisk: NEVER };
    const { out } = await ask(['time-to-patch'], 'reportTimeToPatch', { ...empty, groups: [group], effectUnknown: 1 });
    expect(out).toMatch(/^high +4 +47 h +2\.0 d +0 h +2\.5 d +- +-$/m);
    expect(out).toContain('Of 1 exposure nobody can say whether old code still runs: among no figure.');
  });
});

describe('report exceptions', () => {
  const one = {
    name: 'billing-tls',
    hosts: 'role = billing',
    leavesOut: { advisory: 'DSA-1-1' },
    owner: 'team-billing',
    why: 'FIN-123',
    compensatingControl: 'the bastion alone',
    approvedBy: 'ada',
    expiresAt: NOON,
    state: 'withdrawn',
    enteredAt: BEGIN,
    enteredBy: 'ada',
    leftAt: NOON,
    leftBy: null,
  };
  const empty = { ...PERIOD, items: [], moreBefore: false };

  it('says that none stood', async () => {
    const { out } = await ask(['exceptions'], 'reportExceptions', empty);
    expect(out).toMatch(/^No exception stood in the policy in the period from .* until .*\.\n$/);
  });

  it('names the advisory that one is about, and revisions that nobody looked into', async () => {
    const { out } = await ask(['exceptions'], 'reportExceptions', { ...empty, items: [one], moreBefore: true });
    expect(out.replaceAll(/\s+/g, ' ')).toContain('billing-tls withdrawn');
    expect(out).toContain('DSA-1-1');
    expect(out).toContain('Older revisions of the policy were not looked into.');
  });
});

describe('report changes', () => {
  const change = (given: object) => ({
    at: NOON,
    hostId: 'host-1',
    hostname: 'app1',
    by: 'slipway',
    rolloutId: 'rollout-1',
    planDigest: null,
    approvedBy: [],
    rollback: 'none',
    packages: [{ name: 'curl', architecture: 'amd64', from: '1.0-1', to: '1.0-2' }],
    ...given,
  });
  const answer = (items: readonly object[]) => ({ ...PERIOD, ...page(items).value });

  it('asks for the host that was named by its id, and for who did it', async () => {
    const besides: Answers = { listHosts: () => page([HOST]) };
    const words = ['changes', '--host', 'app1', '--by', 'foreign', '--from', '2026-11-01'];
    const { exitCode, queries } = await ask(words, 'reportChanges', answer([]), { besides });
    expect(exitCode).toBe(0);
    expect(queries).toMatchObject([{ host: 'host-1', by: 'foreign', from: BEGIN }]);
  });

  it('has a line for each package: new, gone, by hand, taken back', async () => {
    const { out } = await ask(
      ['changes'],
      'reportChanges',
      answer([
        change({ rollback: 'host' }),
        change({ rollback: 'plan', packages: [{ name: 'nginx', architecture: 'amd64', from: '2', to: null }] }),
        change({
          ...{ by: 'foreign', rolloutId: null },
          packages: [{ name: 'strace', architecture: 'amd64', from: null, to: '6.1-1' }],
        }),
      ]),
    );
    const lines = out.split('\n').map((line) => line.trim().replaceAll(/\s{2,}/g, ' | '));
    expect(lines.slice(1, 4).map((line) => line.split(' | ').slice(1, 6))).toEqual([
      ['app1', 'curl', '1.0-1', '1.0-2', 'rollout-1 (went back)'],
      ['app1', 'nginx', '2', '(removed)', 'rollout-1 (rollback)'],
      ['app1', 'strace', '(new)', '6.1-1', 'somebody else'],
    ]);
  });

  it('of nothing says so', async () => {
    expect((await ask(['changes'], 'reportChanges', answer([]))).out).toBe('Nothing changed that anybody saw.\n');
  });
});

it.each([
  ['compliance', 'reportCompliance'],
  ['sla', 'reportSla'],
  ['time-to-patch', 'reportTimeToPatch'],
  ['exceptions', 'reportExceptions'],
  ['changes', 'reportChanges'],
])('report %s as CSV is passed on as it came, and a refusal is no file', async (word, name) => {
  const csv = 'a,b\r\n1,"x\r\ny"\r\n';
  const answers: Answers = {
    [name]: ({ query }, response) => {
      expect(query).toMatchObject({ format: 'csv' });
      response.writeHead(200, { 'content-type': 'text/csv' }).end(csv);
      return 'handled';
    },
  };
  const ran = await withStub(answers, async (stub) => await stub.run(['report', word, '--csv']));
  expect([ran.exitCode, ran.written.out]).toEqual([0, csv]);
  const refused: Answers = {
    [name]: () => ({
      status: 403,
      reason: { code: 'role-missing', facts: { role: 'viewer' } },
    }),
  };
  const no = await withStub(refused, async (stub) => await stub.run(['report', word, '--csv']));
  expect([no.exitCode === 0, no.written.out]).toEqual([false, '']);
});
