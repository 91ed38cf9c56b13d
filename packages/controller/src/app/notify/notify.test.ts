// What is written down is told, to whom policy says, once or again under the same id, and nothing of it is lost.

import { createHash } from 'node:crypto';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { asDigest } from '@slipway/core/ids';
import { DIGEST_NOTICES_MAX, FLOOD_NOTICES } from '@slipway/core/notice';
import type { Contact } from '@slipway/core/policy';
import { ok, refuse } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import { aPolicy, THE_MORNING } from '@slipway/testkit/builders';
import { anEvent, aWebhook } from '@slipway/testkit/store-rows';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Audience, Letter } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { deliverDue, listNotices, lookAtNotices, showNotice, tell, testAudience } from './index.ts';

const ADA = { person: 'ada', roles: ['administrator' as const], teams: [] };

interface Told {
  readonly to: string;
  readonly letter: Letter;
  /** The notices in it. */
  readonly eventIds: readonly string[];
}

const world = async (
  given: { readonly contacts?: readonly Contact[]; readonly audiences?: readonly string[] } = {},
) => {
  const store = openMemoryStore();
  const now = { at: THE_MORNING as Instant };
  const told: Told[] = [];
  const takes = { each: (_to: string): boolean => true, crash: false };
  let count = 0;
  const app = {
    ports: {
      store,
      clock: { now: () => now.at },
      log: { warn: () => undefined },
      nudge: { notify: () => undefined },
      ids: { named: (prefix: string) => `${prefix}-${++count}` },
      sha256: (bytes: Uint8Array) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
      notify: {
        deliver: async ({ name: to }: Audience, letter: Letter) => {
          const body = letter.body as {
            readonly content: { readonly notices?: readonly { readonly eventId: string }[] };
          };
          const eventIds = body.content.notices?.map(({ eventId }) => eventId) ?? [letter.letterId];
          told.push({ to, letter, eventIds });
          if (takes.crash) throw new Error('the controller is killed here');
          return takes.each(to) ? ok(undefined) : refuse('notice-not-taken', { audience: to, detail: 'busy' });
        },
      },
    },
    options: { owner: 'one' },
  } as unknown as App;
  await store.write(async ({ outbox, plans }) => {
    for (const name of given.audiences ?? ['ops']) await outbox.putAudience(aWebhook(name));
    await plans.savePolicy({ revision: 0, value: aPolicy({ contacts: given.contacts ?? [] }) }, 'ada', now.at);
  });
  const say = async (
    eventId: string,
    more: { readonly environments?: readonly string[] } = {},
    to?: readonly string[],
  ) => await store.write(async (change) => await tell(change, anEvent({ eventId, at: now.at, ...more }), to));
  const settle = async (): Promise<void> => {
    for (let look = 0; look < 500 && (await deliverDue(app)) > 0; look++);
  };
  const later = (seconds: number): void => {
    now.at = addSeconds(now.at, seconds);
  };
  return { app, store, told, takes, say, settle, later, look: async () => await deliverDue(app) };
};

const lettersTo = (told: readonly Told[], audience: string) => told.filter(({ to }) => to === audience);

describe('telling', () => {
  it('reaches whom contacts say, and those that none names', async () => {
    const contacts: readonly Contact[] = [
      { name: 'night', audience: 'ops', environments: ['prod'] },
      { name: 'boss', audience: 'boss', hears: ['scan-report'] },
    ];
    const { told, say, settle } = await world({ contacts, audiences: ['boss', 'log', 'ops'] });
    await say('one', { environments: ['dev'] });
    await say('two', { environments: ['prod'] });
    await settle();
    const heard = told.map(({ to, letter }) => `${letter.letterId} ${to}`);
    expect(heard.toSorted()).toEqual(['one log', 'two log', 'two ops']);
  });

  it('reaches those alone who are named, whatever contacts say', async () => {
    const contacts: readonly Contact[] = [{ name: 'boss', audience: 'boss', hears: ['scan-report'] }];
    const { told, say, settle } = await world({ contacts, audiences: ['boss', 'ops'] });
    await say('one', {}, ['boss', 'gone']);
    await settle();
    expect(told.map(({ to }) => to)).toEqual(['boss']);
  });

  it('happens once under an id', async () => {
    const { told, say, settle } = await world();
    expect([await say('one'), await say('one')]).toEqual([true, false]);
    await settle();
    expect(await say('one')).toBe(false);
    await settle();
    expect(told).toHaveLength(1);
    expect(told[0]?.letter).toMatchObject({
      subject: 'feed kev failed',
      body: { eventId: 'one', kind: 'feed-failed', content: { feed: 'kev' } },
    });
  });

  it.each(['', 'a b', 'a\nb', '-a', `a${'b'.repeat(400)}`])(
    'refuses an id that no header could hold: %j',
    async (id) => {
      const { say } = await world();
      await expect(say(id)).rejects.toThrow('not an event id');
    },
  );

  it('is undone with the write that it was part of', async () => {
    const { store, told, settle } = await world();
    const failing = store.write(async (change) => {
      await tell(change, anEvent());
      throw new Error('too late');
    });
    await expect(failing).rejects.toThrow('too late');
    await settle();
    expect(told).toEqual([]);
  });
});

describe('a digest', () => {
  const CONTACTS: readonly Contact[] = [{ name: 'hourly', audience: 'ops', digestMinutes: 60 }];

  it('brings what comes within its minutes as one message, and begins anew after it', async () => {
    const { told, say, settle, later } = await world({ contacts: CONTACTS });
    for (const id of ['one', 'two', 'three']) {
      await say(id);
      later(600);
      await settle();
    }
    expect(told).toEqual([]);
    later(1800);
    await settle();
    await say('four');
    await settle();
    later(3600);
    await settle();
    expect(told.map(({ eventIds }) => eventIds)).toEqual([['one', 'two', 'three'], ['four']]);
    expect(told[0]?.letter).toMatchObject({
      letterId: 'digest.one.ops',
      kind: 'digest',
      subject: '3 notices: 3 feed-failed',
      body: { eventId: 'digest.one.ops', content: { why: 'asked', contact: 'hourly' } },
    });
  });

  it('is the same at each repetition: what comes meanwhile goes with another one', async () => {
    const { app, store, told, takes, say, settle, later } = await world({ contacts: CONTACTS });
    await say('one');
    await say('two');
    later(3600);
    takes.each = () => false;
    await settle();
    await say('three');
    takes.each = () => true;
    later(86_400);
    await settle();
    expect(told.map(({ letter, eventIds }) => [letter.letterId, ...eventIds])).toEqual([
      ['digest.one.ops', 'one', 'two'],
      ['digest.one.ops', 'one', 'two'],
      ['digest.three.ops', 'three'],
    ]);
    expect(told[0]?.letter).toEqual(told[1]?.letter);
    const taken = await store.read(({ outbox }) => outbox.deliveriesOf('one'));
    expect(taken).toMatchObject([{ deliveredAt: addSeconds(THE_MORNING, 90_000) }]);
    const { items } = await listNotices(app, { after: null, limit: 10 });
    expect(items.flatMap(({ deliveries }) => deliveries.map(({ state, attempts }) => `${state} ${attempts}`))).toEqual([
      'delivered 1',
      'delivered 2',
      'delivered 2',
    ]);
  });

  it('that nobody can know to be delivered is told again, the same, after a crash', async () => {
    const { told, takes, say, settle, later } = await world({ contacts: CONTACTS });
    await say('one');
    await say('two');
    later(3600);
    takes.crash = true;
    await expect(settle()).rejects.toThrow('killed');
    takes.crash = false;
    await say('three');
    later(3600);
    await settle();
    expect(told.map(({ letter, eventIds }) => [letter.letterId, ...eventIds])).toEqual([
      ['digest.one.ops', 'one', 'two'],
      ['digest.one.ops', 'one', 'two'],
      ['digest.three.ops', 'three'],
    ]);
  });

  it('that is full is followed by another, at the same moment', async () => {
    const { told, say, settle, later } = await world({ contacts: CONTACTS });
    for (let at = 0; at < DIGEST_NOTICES_MAX + 5; at++) await say(`event-${at}`);
    later(3600);
    await settle();
    expect(told.map(({ eventIds }) => eventIds.length)).toEqual([DIGEST_NOTICES_MAX, 5]);
  });
});

describe('a flood', () => {
  it('becomes a digest that says so, beside nobody else, and ends when it has calmed down', async () => {
    const { told, say, settle, later } = await world();
    for (let at = 0; at < FLOOD_NOTICES + 30; at++) await say(`event-${at}`);
    await settle();
    expect(told).toHaveLength(FLOOD_NOTICES);
    later(600);
    await settle();
    expect(told).toHaveLength(FLOOD_NOTICES + 1);
    expect(told.at(-1)?.eventIds).toHaveLength(30);
    expect(told.at(-1)?.letter.body).toMatchObject({ content: { why: 'flood', contact: null } });
    expect(told.at(-1)?.letter.lines[0]).toContain('too many');
    await say('calm');
    await settle();
    expect(told.at(-1)?.letter.letterId).toBe('calm');
  });
});

it('loses nothing and tells each notice under one id, whatever happens between', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant('say') },
    { weight: 2, arbitrary: fc.constant('look') },
    { weight: 1, arbitrary: fc.constant('refuse') },
    { weight: 1, arbitrary: fc.constant('crash') },
    { weight: 2, arbitrary: fc.constant('wait') },
  );
  const contacts: readonly Contact[] = [{ name: 'often', audience: 'digest', digestMinutes: 7 }];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
      const { told, takes, say, settle, later } = await world({ contacts, audiences: ['alone', 'digest'] });
      let said = 0;
      for (const one of steps) {
        takes.each = () => one !== 'refuse';
        takes.crash = one === 'crash';
        if (one === 'say') await say(`event-${said++}`);
        else if (one === 'wait') later(200);
        else {
          await settle().catch(() => {
            // The crash that this step is.
          });
        }
      }
      takes.each = () => true;
      takes.crash = false;
      const before = told.length;
      for (let hour = 0; hour < 40; hour++) {
        later(3600);
        await settle();
      }
      for (const audience of ['alone', 'digest']) {
        const letters = lettersTo(told, audience);
        const names = letters.flatMap(({ eventIds }) => eventIds);
        expect(new Set(names).size).toBe(said);
        // Under one id always the same, and each notice under one id only.
        const contents = Map.groupBy(letters, ({ letter }) => letter.letterId);
        for (const same of contents.values())
          expect(new Set(same.map(({ letter }) => JSON.stringify(letter))).size).toBe(1);
        const ids = Map.groupBy(
          letters.flatMap(({ letter, eventIds }) => eventIds.map((eventId) => ({ eventId, id: letter.letterId }))),
          ({ eventId }) => eventId,
        );
        for (const its of ids.values()) expect(new Set(its.map(({ id }) => id)).size).toBe(1);
      }
      // Once everybody takes it, nothing is told again.
      later(86_400);
      const settled = told.length;
      await settle();
      expect(told.length).toBe(settled);
      expect(before).toBeLessThanOrEqual(settled);
    }),
    { numRuns: 60 },
  );
});

describe('an audience that is dead', () => {
  it('holds up nobody else, however much waits for it', async () => {
    const { told, takes, say, look, later } = await world({ audiences: ['dead', 'ops'] });
    takes.each = (to) => to !== 'dead';
    // Named, so that no flood folds them.
    for (let at = 0; at < 60; at++) await say(`old-${at}`, {}, ['dead']);
    later(1);
    await say('new');
    await look();
    expect(lettersTo(told, 'ops').map(({ letter }) => letter.letterId)).toEqual(['new']);
    expect(lettersTo(told, 'dead')).toHaveLength(1);
  });

  it('is waited for beside the others', async () => {
    const { app, told, say } = await world({ audiences: ['dead', 'ops'] });
    let release = (): void => undefined;
    const answers = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { notify } = app.ports;
    const deliver = notify.deliver.bind(notify);
    Object.assign(notify, {
      deliver: async (audience: Audience, letter: Letter) => {
        if (audience.name === 'dead') await answers;
        return await deliver(audience, letter);
      },
    });
    await say('one');
    const looking = deliverDue(app);
    await expect.poll(() => told.map(({ to }) => to)).toEqual(['ops']);
    release();
    expect(await looking).toBe(2);
  });
});

it('a notice of a form that this version cannot put into words is told as it stands, and holds up nothing', async () => {
  const { store, told, say, settle } = await world();
  const strange = { ...anEvent({ eventId: 'strange' }), kind: 'window-announced', content: { later: 'version' } };
  await store.write(async (change) => await tell(change, strange as never));
  await say('known');
  await settle();
  expect(told.map(({ letter }) => letter.letterId)).toEqual(['known', 'strange']);
  expect(told.at(-1)?.letter).toMatchObject({ subject: 'window-announced', lines: ['{"later":"version"}'] });
});

it('looks again when the next message is due', async () => {
  const { app, say, settle } = await world({ contacts: [{ name: 'soon', audience: 'ops', digestMinutes: 1 }] });
  await say('one');
  await settle();
  expect(await lookAtNotices(app)).toBe(60_000);
});

it('shows a notice in the words in which people get it', async () => {
  const { app, say } = await world();
  await say('one', { environments: ['prod'] });
  expect(await showNotice(app, 'one')).toMatchObject({
    ok: true,
    value: { environments: ['prod'], text: { subject: 'feed kev failed' }, deliveries: [{ audience: 'ops' }] },
  });
  expect(await showNotice(app, 'two')).toMatchObject({ ok: false, reason: { code: 'not-found' } });
});

it('reads the policy once for all that one write tells', async () => {
  const { store, told, settle } = await world({ contacts: [{ name: 'office', audience: 'ops' }] });
  let reads = 0;
  await store.write(async (change) => {
    const policy = change.plans.policy.bind(change.plans);
    change.plans.policy = async () => {
      reads += 1;
      return await policy();
    };
    for (const eventId of ['one', 'two', 'three']) await tell(change, anEvent({ eventId }));
  });
  expect(reads).toBe(1);
  await settle();
  expect(told.map(({ letter }) => letter.letterId)).toEqual(['one', 'three', 'two']);
});

describe('a test', () => {
  it('is sent at once, and told how it went', async () => {
    const { app, store, told, takes } = await world();
    expect(await testAudience(app, ADA, 'ops')).toEqual({ ok: true, value: { taken: true, reason: null } });
    takes.each = () => false;
    expect(await testAudience(app, ADA, 'ops')).toMatchObject({
      ok: true,
      value: { taken: false, reason: { code: 'notice-not-taken' } },
    });
    expect(told.map(({ letter }) => letter.kind)).toEqual(['test', 'test']);
    expect(await testAudience(app, ADA, 'nobody')).toMatchObject({ ok: false, reason: { code: 'not-found' } });
    const { items } = await store.read(({ access }) => access.auditEvents({ after: null, limit: 10 }));
    expect(items.map(({ who, action, object }) => `${who} ${action} ${object}`)).toEqual([
      'ada audience.test ops',
      'ada audience.test ops',
    ]);
    expect((await listNotices(app, { after: null, limit: 10 })).items).toEqual([]);
  });
});
