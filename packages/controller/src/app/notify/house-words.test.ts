// The words of the house reach the audience that they are for, and a message under way keeps those that it began with.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { asDigest } from '@slipway/core/ids';
import type { NoticeTemplate } from '@slipway/core/policy';
import { ok, refuse } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import { aPolicy, THE_MORNING } from '@slipway/testkit/builders';
import { anEvent, aWebhook } from '@slipway/testkit/store-rows';
import { expect, it } from 'vitest';
import type { Audience, Letter } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { deliverDue, tell } from './index.ts';

const TEMPLATES: readonly NoticeTemplate[] = [
  { event: 'feed-failed', subject: '[house] {subject}' },
  { event: 'feed-failed', audience: 'ops', lines: ['{feed} since {goodAt}: see the wiki', '{text}'] },
];

const world = async () => {
  const store = openMemoryStore();
  const now = { at: THE_MORNING as Instant };
  const told: { readonly to: string; readonly letter: Letter }[] = [];
  const takes = { all: false };
  const app = {
    ports: {
      store,
      clock: { now: () => now.at },
      log: { warn: () => undefined },
      sha256: () => asDigest(`sha256:${'0'.repeat(64)}`),
      notify: {
        deliver: async ({ name: to }: Audience, letter: Letter) => {
          told.push({ to, letter });
          return takes.all ? ok(undefined) : refuse('notice-not-taken', { audience: to, detail: 'busy' });
        },
      },
    },
    options: { owner: 'one' },
  } as unknown as App;
  let revision = 0;
  const hold = async (templates: readonly NoticeTemplate[]): Promise<void> => {
    await store.write(async ({ plans }) => {
      await plans.savePolicy({ revision, value: aPolicy({ templates }) }, 'ada', now.at);
    });
    revision += 1;
  };
  await store.write(async ({ outbox }) => {
    for (const name of ['boss', 'ops']) await outbox.putAudience(aWebhook(name));
  });
  await hold(TEMPLATES);
  const say = async (eventId: string) =>
    await store.write(async (change) => await tell(change, anEvent({ eventId, at: now.at })));
  const tryAll = async () => {
    now.at = addSeconds(now.at, 3600);
    for (let look = 0; look < 20 && (await deliverDue(app)) > 0; look++);
    return told.splice(0).toSorted((a, b) => (a.to < b.to ? -1 : 1));
  };
  return { hold, say, tryAll, takes };
};

it('each audience reads its own words, and the content for programs stays as it is', async () => {
  const { say, tryAll, takes } = await world();
  takes.all = true;
  await say('one');
  const [boss, ops, ...more] = await tryAll();
  expect(more).toEqual([]);
  expect(boss?.letter).toMatchObject({ subject: '[house] feed kev failed' });
  expect(ops?.letter.subject).toBe('feed kev failed');
  expect(ops?.letter.lines).toEqual([
    expect.stringMatching(/^kev since .*: see the wiki$/),
    ...(boss?.letter.lines ?? []),
  ]);
  expect(ops?.letter.body).toEqual(boss?.letter.body);
});

it('what is told again under one id is told in the same words, whatever policy says by then', async () => {
  const { hold, say, tryAll } = await world();
  await say('one');
  const before = await tryAll();
  await hold([{ event: 'feed-failed', subject: 'another' }]);
  expect((await tryAll()).map(({ letter }) => letter)).toEqual(before.map(({ letter }) => letter));
  await say('two');
  expect((await tryAll()).map(({ letter }) => `${letter.letterId}: ${letter.subject}`)).toContain('two: another');
});
