// Pages about exposures, advisories, feeds and who is told, as golden text.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { page } from './support/demo-answers.ts';
import { demoExposures, knownBy } from './support/demo-exposures.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs();

const BOOKWORM = { distribution: 'debian', release: 'bookworm' };
const REFUSED = { code: 'feed-is-html', facts: { feed: 'kev' } };

const feed = (name: string, given: object = {}) => ({
  name,
  kind: 'debian-tracker',
  location: `https://feeds.example/${name}`,
  release: null,
  sha256: null,
  keyring: null,
  addedAt: THE_MORNING,
  addedBy: 'kim',
  date: '2026-11-21T06:00:00.000Z',
  readAt: '2026-11-21T07:41:00.000Z',
  importedAt: '2026-11-21T06:41:00.000Z',
  records: 48_116,
  problems: 2,
  releases: [BOOKWORM, { distribution: 'debian', release: 'trixie' }],
  refusal: null,
  nextLookAt: '2026-11-21T08:41:00.000Z',
  ...given,
});

const never = { date: null, readAt: null, importedAt: null, records: null, problems: null, releases: [] };
const settings: Answers = {
  listFeeds: () =>
    page([
      feed('debian'),
      feed('house', { ...never, kind: null }),
      feed('kev', { kind: 'kev', releases: [], refusal: { at: THE_MORNING, reason: REFUSED } }),
      feed('osv', {
        ...never,
        kind: 'osv',
        refusal: { at: THE_MORNING, reason: { ...REFUSED, facts: { feed: 'osv' } } },
      }),
    ]),
  listAudiences: () =>
    page([
      { name: 'chat', kind: 'webhook', url: 'https://chat.example/hooks/1' },
      { name: 'night-shift', kind: 'teams', url: 'https://prod.example/…' },
      { name: 'security', kind: 'mail', to: ['security@example.com', 'kim@example.com'] },
    ]),
  showNotice: () => ({
    value: {
      eventId: 'rollout-ended.rollout-1',
      at: THE_MORNING,
      kind: 'rollout-ended',
      environments: ['prod'],
      content: {},
      text: { subject: 'rollout in prod ended: 3 of 3 hosts done', lines: ['Every host is done.'] },
      deliveries: [
        delivery('chat', { state: 'delivered', contact: 'office' }),
        delivery('security', {
          attempts: 0,
          contact: 'night',
          digest: { digestId: 'digest.one.security', why: 'asked' },
        }),
        delivery('flooded', { state: 'delivered', contact: null, digest: { digestId: 'digest.two', why: 'flood' } }),
      ],
    },
  }),
  listNotices: () =>
    page([
      {
        eventId: 'event-2',
        at: THE_MORNING,
        kind: 'newly-affected',
        content: {
          updates: [{ sourcePackage: 'openssl', release: {}, vulnerabilities: [], hosts: [] }],
          updatesInAll: 7,
        },
        deliveries: [
          delivery('chat', { state: 'delivered' }),
          delivery('security', {
            lastReason: {
              code: 'notice-not-taken',
              facts: { audience: 'security', detail: 'no mail server is configured' },
            },
          }),
        ],
      },
      { eventId: 'event-1', at: THE_MORNING, kind: 'feed-refused', content: { feed: 'kev' }, deliveries: [] },
    ]),
};

const delivery = (audience: string, given: object) => ({
  audience,
  state: 'waiting',
  attempts: 3,
  nextTryAt: '2026-11-21T08:02:00.000Z',
  lastReason: null,
  ...given,
});

const run = async (words: readonly string[], answers: Answers) =>
  await withStub(answers, async (stub) => await stub.run(words));

it.each([
  ['exposure-list', ['exposure', 'list']],
  ['exposure-each', ['exposure', 'list', '--each']],
  ['exposure-host', ['exposure', 'list', '--host', 'app1']],
  ['exposure-host-each', ['exposure', 'list', '--host', 'app1', '--each']],
  ['advisory-list', ['advisory', 'list']],
  ['advisory-show', ['advisory', 'show', 'DSA-1-1']],
  ['advisory-hosts', ['advisory', 'hosts', 'DSA-1-1']],
])('%s', async (name, words) => {
  const { exitCode, written } = await run(words, demoExposures);
  expect([exitCode, written.err]).toEqual([0, '']);
  await expect(written.out).toMatchFileSnapshot(`golden/${name}.txt`);
  const asJson = await run([...words, '--json'], demoExposures);
  expect(JSON.parse(asJson.written.out)).toMatchObject({ feeds: [{ feed: 'debian' }, { feed: 'kev' }] });
});

describe('exposures', () => {
  const empty = { items: [], next: null, order: 'due', totals: null, moreUnknown: false };
  const asked = async (words: readonly string[]) => {
    const seen: object[] = [];
    const listExposures: Answers[string] = ({ query }) => {
      seen.push(query);
      return { value: { ...empty, ...knownBy({ feeds: [], gaps: [], unheard: [] }) } };
    };
    const ran = await run(['exposure', 'list', ...words], { listExposures });
    return { ...ran, seen };
  };

  it('are asked for by what was said', async () => {
    const words = ['--due', '7d', '--severity', 'high', '--environment', 'prod', '--owner', 'shop'];
    const { seen } = await asked([...words, '--state', 'no-fix', '--label', 'facing=public', '--label', 'tier=1']);
    expect(seen).toEqual([
      {
        dueBy: '2026-11-28T08:00:00.000Z',
        severity: 'high',
        environment: 'prod',
        owner: 'shop',
        state: 'no-fix',
        labels: '{"facing":"public","tier":"1"}',
        limit: '1000',
      },
    ]);
    expect((await asked(['--overdue'])).seen).toMatchObject([{ dueBy: THE_MORNING }]);
    expect((await asked(['--as-of', '2026-11-20'])).seen).toMatchObject([{ asOf: '2026-11-20T23:59:59.999Z' }]);
  });

  it('of a controller without a feed are not "none"', async () => {
    const { exitCode, written } = await asked([]);
    expect([exitCode, written.out]).toEqual([0, expect.stringMatching(/^NO FEED: nothing is known/)]);
    expect((await asked(['--as-of', '2026-11-20'])).written.out).toContain('NO FEED had been read by then');
  });

  it.each([
    ['--due', 'soon'],
    ['--due', '7d', '--overdue'],
    ['--severity', 'dreadful'],
    ['--state', 'held'],
    ['--label', 'facing'],
    ['--as-of', '2999-01-01'],
    ['--host', 'app1', '--owner', 'shop'],
  ])('%s %s %s are wrong use', async (...words) => {
    const given = words.filter((word) => word !== undefined);
    expect((await asked(given)).exitCode).toBe(2);
  });
});

it.each([
  ['feed-list', ['feed', 'list']],
  ['audience-list', ['audience', 'list']],
  ['notice-list', ['notice', 'list']],
  ['notice-show', ['notice', 'show', 'rollout-ended.rollout-1']],
])('%s', async (name, words) => {
  const { exitCode, written } = await run(words, settings);
  expect([exitCode, written.err]).toEqual([0, '']);
  await expect(written.out).toMatchFileSnapshot(`golden/${name}.txt`);
  const asJson = await run([...words, '--json'], settings);
  expect(() => JSON.parse(asJson.written.out) as unknown).not.toThrow();
});

describe('a notice in the words of the house', () => {
  const text = { subject: 'feed kev failed', lines: ['It answered 404.'] };
  const house = { subject: '[shop] kev', lines: ['Call the desk.'] };
  const shown = async (audiences: readonly string[], houseTexts?: readonly object[]) => {
    const notice = { eventId: 'one', at: THE_MORNING, kind: 'feed-failed', content: {}, text };
    const deliveries = audiences.map((audience) => delivery(audience, { state: 'delivered' }));
    const { exitCode, written } = await run(['notice', 'show', 'one'], {
      showNotice: () => ({ value: { ...notice, deliveries, ...(houseTexts === undefined ? {} : { houseTexts }) } }),
    });
    expect(exitCode).toBe(0);
    return written.out;
  };

  it('is shown so beside the default text that others read', async () => {
    const out = await shown(['ops', 'boss', 'chat'], [{ ...house, audiences: ['boss', 'chat'] }]);
    expect(out).toContain(
      'To ops:\n\nIt answered 404.\n\nTo boss, chat:\n\n[shop] kev\nCall the desk.\n\nops: delivered',
    );
    expect(out).toMatch(/^feed kev failed\n/);
  });

  it('is shown so alone where nobody reads the default text', async () => {
    const out = await shown(['boss'], [{ ...house, audiences: ['boss'] }]);
    expect(out).toMatch(/^\[shop\] kev\n.*\none\n\nCall the desk\.\n\nboss: delivered/);
    expect(out).not.toContain('404');
  });

  it('is the default text where nobody was told, and of a controller that knows no other', async () => {
    for (const audiences of [[], ['ops']]) expect(await shown(audiences)).toMatch(/^feed kev failed\n/);
  });
});

describe('a feed', () => {
  const first = feed('debian', { ...never, nextLookAt: THE_MORNING });
  const after = (given: object): Answers => ({
    addFeed: ({ body }) => {
      expect(body).toEqual({
        name: 'debian',
        kind: 'updateinfo',
        location: '/srv/feed',
        release: { distribution: 'rocky', release: '9' },
      });
      return { value: first };
    },
    lookAtFeed: () => ({ value: first }),
    showFeed: () => ({ value: feed('debian', given) }),
    removeFeed: () => ({ value: undefined }),
  });
  const add = ['feed', 'add', 'debian', '--kind', 'updateinfo', '--location', '/srv/feed', '--release', 'rocky:9'];

  it('that was read says how much it holds and of what it speaks', async () => {
    const { exitCode, written } = await run(add, after({}));
    expect([exitCode, written.out]).toEqual([
      0,
      'debian (debian-tracker) of 2026-11-21 06:00:00 +00:00: 48116 records, 2 further ones could not be read.\n' +
        'It speaks of debian bookworm, debian trixie.\n',
    ]);
  });

  it('that is refused ends with 1 and the reason, and says what stays in use', async () => {
    const refusal = { at: THE_MORNING, reason: { ...REFUSED, facts: { feed: 'debian' } } };
    const looked = await run(['feed', 'look', 'debian'], after({ refusal }));
    expect(looked.exitCode).toBe(1);
    expect(looked.written.out).toContain('[feed-is-html] In use is the copy of 2026-11-21 06:00:00 +00:00');
    const fresh = await run(add, after({ ...never, refusal }));
    expect(fresh.written.out).toContain('It was never read: nothing that it would say is known.');
  });

  it('is not waited for where nobody wants to', async () => {
    const { exitCode, written } = await run([...add, '--no-wait'], after({}));
    expect([exitCode, written.out]).toEqual([0, 'debian is read now. `slipway feed list` shows what came of it.\n']);
  });

  it('is removed once somebody has said yes', async () => {
    expect((await run(['feed', 'remove', 'debian'], after({}))).exitCode).toBe(2);
    expect((await run(['feed', 'remove', 'debian', '--yes'], after({}))).written.out).toContain('debian is removed.');
  });

  it('of a release that is none is wrong use', async () => {
    const wrong = await run(['feed', 'add', 'x', '--location', '/x', '--release', 'bookworm'], {});
    expect([wrong.exitCode, wrong.written.err]).toEqual([2, expect.stringContaining('debian:bookworm')]);
  });
});

it('without a feed nothing looks safe', async () => {
  const { written } = await run(['feed', 'list'], { listFeeds: () => page([]) });
  expect(written.out).toMatch(/^NO FEED: nothing is known/);
});

describe('an audience', () => {
  it('that is a webhook has its key alone on standard output, this once', async () => {
    const { written } = await run(['audience', 'add', 'chat', '--webhook', 'https://chat.example/'], {
      addAudience: ({ body }) => ({ value: { audience: body, key: 'a-secret' } }),
    });
    expect(written.out).toBe('a-secret\n');
    expect(written.err).toContain('shown this once');
  });

  it.each(['slack', 'teams'])(
    'that is a chat (%s) has its address out of a file, and off every screen',
    async (kind) => {
      const file = join(mkdtempSync(join(tmpdir(), 'slipway-chat-')), 'url');
      writeFileSync(file, 'https://hooks.example/services/secret\n');
      const bodies: unknown[] = [];
      const { exitCode, written } = await run(['audience', 'add', 'chat', `--${kind}`, file], {
        addAudience: ({ body }) => {
          bodies.push(body);
          return { value: { audience: { name: 'chat', kind, url: 'https://hooks.example/…' }, key: null } };
        },
      });
      expect(exitCode).toBe(0);
      expect(bodies).toEqual([{ name: 'chat', kind, url: 'https://hooks.example/services/secret' }]);
      expect(`${written.out}${written.err}`).toBe('chat is told from now on.\n');
    },
  );

  it('is one thing', async () => {
    expect((await run(['audience', 'add', 'x'], {})).exitCode).toBe(2);
    const both = ['audience', 'add', 'x', '--mail', 'a@b', '--webhook', 'https://x/'];
    expect((await run(both, {})).exitCode).toBe(2);
    expect((await run(['audience', 'add', 'x', '--slack', '/x', '--teams', '/x'], {})).exitCode).toBe(2);
  });

  it('is tested, and what became of it is said', async () => {
    const tested = async (value: object) =>
      await run(['audience', 'test', 'chat'], { testAudience: () => ({ value }) });
    const good = await tested({ taken: true, reason: null });
    expect([good.exitCode, good.written.out]).toEqual([0, 'chat has taken it.\n']);
    const facts = { audience: 'chat', detail: 'it answered 404' };
    const bad = await tested({ taken: false, reason: { code: 'notice-not-taken', facts } });
    expect(bad.exitCode).toBe(1);
    expect(bad.written.out).toContain('chat has NOT taken it: The notice was not taken by chat: it answered 404.');
  });
});

describe('hosts with a package', () => {
  const none: Answers = { listPackageHosts: () => ({ value: { items: [], next: null, hosts: 0 } }) };
  it.each(['openssl <', '< 3', 'openssl <= 3', 'openssl < 3 4', '', 'a b'])('"%s" is no question', async (question) => {
    expect((await run(['package', 'hosts', question], none)).exitCode).toBe(2);
  });

  it('are asked for by all that stands in the question', async () => {
    const seen: unknown[] = [];
    const answers: Answers = {
      listPackageHosts: ({ params, query }) => {
        seen.push({ ...params, ...query });
        return { value: { items: [], next: null, hosts: 0 } };
      },
    };
    await run(['package', 'hosts', 'openssl<1:3.0~rc1', '--format', 'rpm', '--as-of', '2026-11-20'], answers);
    expect(seen).toEqual([
      { name: 'openssl', below: '1:3.0~rc1', format: 'rpm', asOf: '2026-11-20T23:59:59.999Z', limit: '100' },
    ]);
    expect((await run(['package', 'hosts', 'openssl', '--as-of', '2026-11-22'], answers)).exitCode).toBe(2);
    expect((await run(['package', 'hosts', 'openssl', '--as-of', '2026-02-30'], answers)).exitCode).toBe(2);
  });
});
