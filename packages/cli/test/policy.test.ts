// The policy commands against the real controller: file to check to difference to revision, and back.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControllerProcess, type Ran, runSlipwayHere, startController } from './support/index.ts';

const MISTAKES = join(import.meta.dirname, 'golden/policy/many-mistakes.yaml');

let controller: ControllerProcess;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-policy-'));
  controller = await startController();
});
afterAll(async () => {
  await controller.stop();
  await rm(folder, { recursive: true });
});

const slipway = async (words: readonly string[], input = ''): Promise<Ran> =>
  await runSlipwayHere(words, { input, environment: controller.environment });

const json = async <T>(...words: readonly string[]): Promise<T> => {
  const { status, out, err } = await slipway([...words, '--json']);
  if (status !== 0) throw new Error(`slipway ${words.join(' ')}: ${status} ${err}`);
  return JSON.parse(out) as T;
};

const held = async (): Promise<number> => (await json<{ readonly revision: number }>('policy', 'show')).revision;

/** The file of what holds with something replaced in it. */
const changed = async (name: string, from: string, to: string): Promise<string> => {
  const { out } = await slipway(['policy', 'show', '--yaml']);
  expect(out).toContain(from);
  await writeFile(join(folder, name), out.replace(from, to));
  return join(folder, name);
};

describe('slipway policy check', () => {
  it('tells all problems with file, line and advice, needs nobody, and ends with 6', async () => {
    const expected = await readFile(MISTAKES.replace('.yaml', '.txt'), 'utf8');
    const { status, out } = await runSlipwayHere(['policy', 'check', MISTAKES], { environment: {} });
    expect(status).toBe(6);
    expect(out.replaceAll(MISTAKES, 'policy.yaml')).toContain(expected);
    expect(out).toMatch(/\n22 problems\. The policy that holds stays as it is\.\n$/);
    const ran = await runSlipwayHere(['policy', 'check', MISTAKES, '--json'], { environment: {} });
    expect(JSON.parse(ran.out)).toMatchObject({
      file: MISTAKES,
      problems: { length: 22, 1: { line: 5, column: 12, place: 'environments[0].scope', instead: 'security' } },
    });
  });

  it('warns of contacts whose audience nobody has added', async () => {
    const file = await changed(
      'contacts.yaml',
      'clusters: []',
      'clusters: []\ncontacts: [{ name: night, audience: pager }]',
    );
    const { status, out } = await slipway(['policy', 'check', file]);
    expect(status).toBe(0);
    expect(out).toMatch(/warning: contacts\[0\]\.audience: there is no audience "pager"/);
    const { out: diff } = await slipway(['policy', 'diff', file]);
    expect(diff).toContain(
      'contacts[0].audience: there is no audience "pager": what this contact hears of reaches nobody',
    );
  });

  it('warns of a window that is over, and of windows that a freeze takes for ever', async () => {
    const past =
      '{ kind: dates, spans: [{ startsAt: 2020-01-01T00:00:00.000Z, cutOffAt: 2020-01-01T01:00:00.000Z, endsAt: 2020-01-01T02:00:00.000Z }] }';
    const over = await changed('over.yaml', 'window: { kind: any-time, spanDays: 7 }', `window: ${past}`);
    const { status, out } = await slipway(['policy', 'check', over]);
    expect(status).toBe(0);
    expect(out).toMatch(
      /:\d+:\d+: warning: environments\[0\]\.window: has no occurrence ahead: nothing ever begins here; write /,
    );
    expect(out).not.toContain('environments[1].window');
    const always =
      'freezes:\n  - { name: always, why: x, when: { kind: recurring, zone: UTC, start: "00:00", until: { kind: local, time: "00:00", daysLater: 1 }, days: { every: day, interval: 1, from: 2026-01-01 } } }\nclusters: []';
    const frozen = await slipway(['policy', 'check', await changed('frozen.yaml', 'clusters: []', always)]);
    expect(frozen.out.match(/has no occurrence ahead/g)).toHaveLength(4);
  });

  it('warns of selectors that select no host; without a controller it says that it was not asked', async () => {
    const clusters = 'clusters:\n  - { name: db, members: role = db, awayMax: 1 }';
    const file = await changed('clusters.yaml', 'clusters: []', clusters);
    const online = await slipway(['policy', 'check', file]);
    expect(online.status).toBe(0);
    expect(online.out).toMatch(/:\d+:26: warning: clusters\[0\]\.members: `role = db` selects none of 0 hosts\n/);
    const offline = 'The controller was not asked whether the selectors select any host: ';
    expect((await slipway(['policy', 'check', file, '--offline'])).out).toContain(`${offline}--offline was given.`);
    const alone = await runSlipwayHere(['policy', 'check', file], { environment: {} });
    expect([alone.status, alone.out]).toEqual([0, expect.stringContaining(`${offline}No controller is known here.`)]);
  });

  it.each([
    ['no file', ['policy', 'check', '/nonexistent']],
    ['a folder', ['policy', 'apply', '/']],
    ['a revision that is no number', ['policy', 'rollback', 'x']],
  ])('%s is wrong use', async (_name, words) => {
    expect(await slipway(words)).toMatchObject({ status: 2 });
  });
});

describe('a policy', () => {
  it('is shown as the file that it can be applied from, also as JSON and from a pipe', async () => {
    const shown = (await slipway(['policy', 'show'])).out;
    expect(shown).toMatch(/^# yaml-language-server: .*\n# Made from revision \d+, which .* saved at 2/);
    expect(await slipway(['policy', 'apply', '-'], shown)).toMatchObject({
      status: 0,
      out: expect.stringContaining('says the same'),
    });
    const { policy } = await json<{ readonly policy: unknown }>('policy', 'show');
    expect((await slipway(['policy', 'apply', '-'], JSON.stringify(policy))).out).toContain('says the same');
    expect(
      (await slipway(['policy', 'apply', '-'], (await slipway(['policy', 'starter', '--alone'])).out)).out,
    ).toContain('says the same');
  });

  it('with problems is not sent', async () => {
    const before = await held();
    for (const words of [
      ['apply', MISTAKES, '--yes'],
      ['diff', MISTAKES],
    ]) {
      expect(await slipway(['policy', ...words])).toMatchObject({
        status: 6,
        out: expect.stringContaining('22 problems'),
      });
    }
    expect(await slipway(['policy', 'apply', '-', '--yes'], '{')).toMatchObject({ status: 6 });
    expect(await held()).toBe(before);
  });

  it('is shown with what it changes, asked for, and replaced; and taken back', async () => {
    const before = await held();
    const file = await changed('budget.yaml', 'failureBudgetHosts: 0', 'failureBudgetHosts: 2');
    const diff = await slipway(['policy', 'diff', file]);
    expect(diff.out).toMatch(/changed +environments\.dev\.failureBudgetHosts +0 +2\n/);
    expect(await held()).toBe(before);
    expect(await slipway(['policy', 'apply', file])).toMatchObject({
      status: 2,
      err: expect.stringContaining('--yes'),
    });
    const applied = await slipway(['policy', 'apply', file, '--yes']);
    expect([applied.status, applied.out]).toEqual([0, expect.stringContaining(`holds as revision ${before + 1}.`)]);
    const back = await slipway(['policy', 'rollback', String(before), '--yes']);
    expect([back.status, back.out]).toEqual([0, expect.stringContaining(`holds as revision ${before + 2}.`)]);
    const [newest, second] = await json<readonly { readonly revision: number; readonly savedBy: string }[]>(
      'policy',
      'list',
    );
    expect([newest, second]).toMatchObject([
      { revision: before + 2, savedBy: 'administrator', changes: { length: 1 } },
      { revision: before + 1, changes: [{ path: ['environments', 'dev', 'failureBudgetHosts'], before: 0, after: 2 }] },
    ]);
    expect((await slipway(['policy', 'list'])).out).toMatch(/environments\.dev\.failureBudgetHosts 2 > 0\n/);
    expect((await slipway(['policy', 'show', '--revision', String(before + 1)])).out).toContain(
      'failureBudgetHosts: 2',
    );
    expect((await slipway(['audit', 'list', '--limit', '1'])).out).toContain('policy.roll-back');
    expect(await slipway(['policy', 'rollback', '999', '--yes'])).toMatchObject({
      status: 1,
      err: expect.stringContaining('[not-found]'),
    });
  });

  it('of two people who edit it at once, the second is told who was first and when', async () => {
    const [one, two] = [
      await changed('one.yaml', 'soakSeconds: 300', 'soakSeconds: 301'),
      await changed('two.yaml', 'soakSeconds: 300', 'soakSeconds: 302'),
    ];
    const before = await held();
    expect((await slipway(['policy', 'apply', one, '--yes'])).status).toBe(0);
    for (const words of [[two], [two, '--revision', String(before)]]) {
      const { status, err } = await slipway(['policy', 'apply', ...words, '--yes']);
      expect(status).toBe(1);
      expect(err).toMatch(new RegExp(`revision ${before + 1} by administrator at 2\\d{3}-.*\\[policy-replaced\\]`));
    }
    expect((await slipway(['policy', 'show'])).out).toContain('soakSeconds: 301');
  });

  it('of two writers in the same moment one is refused, and what holds is what the other wrote', async () => {
    const before = await held();
    const files = await Promise.all(
      [7, 8].map(async (days) => await changed(`${days}.yaml`, 'spanDays: 7', `spanDays: ${days + 10}`)),
    );
    const ran = await Promise.all(files.map(async (file) => await slipway(['policy', 'apply', file, '--yes'])));
    expect(ran.map(({ status }) => status).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([0, 1]);
    expect(await held()).toBe(before + 1);
  });
});

it('the schema for editors is the published one', async () => {
  const published = await readFile(join(import.meta.dirname, '../../../docs/api/policy.schema.json'), 'utf8');
  expect((await slipway(['policy', 'schema'])).out).toBe(published);
});
