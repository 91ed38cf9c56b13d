import type { Delivery, Store } from '@slipway/controller/ports';
import { addMs } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';
import { aDelivery, anEvent, aWebhook, OF_BOOKWORM } from '../../store-rows/index.ts';
import { byPages } from './pages.ts';

const LATER = addMs(THE_MORNING, 60_000);

export const outboxContract = (open: () => Store): void => {
  describe('what is to be told', () => {
    audiences(open);
    events(open);
    deliveries(open);
    digests(open);
    news(open);
  });
};

const due = (store: Store, audience: string, now = THE_MORNING, limit = 10): Promise<readonly Delivery[]> =>
  store.read(({ outbox }) => outbox.dueDeliveries(audience, now, limit));

/** An event of this id, for these audiences. */
const told = (store: Store, eventId: string, deliveries: readonly Partial<Delivery>[]): Promise<boolean> =>
  store.write(({ outbox }) =>
    outbox.addEvent(
      anEvent({ eventId }),
      deliveries.map((given) => aDelivery({ eventId, ...given })),
    ),
  );

const audiences = (open: () => Store): void => {
  it('keeps audiences by name and replaces them', async () => {
    const store = open();
    const mail = { name: 'admins', kind: 'mail', to: ['ada@example.invalid'] } as const;
    const chat = { name: 'teams', kind: 'teams', url: 'https://chat.invalid/hook' } as const;
    await store.write(async ({ outbox }) => {
      await outbox.putAudience(chat);
      await outbox.putAudience(aWebhook('chat'));
      await outbox.putAudience(mail);
      await outbox.putAudience(aWebhook('chat', 'another'));
    });
    const listed = () => store.read(({ outbox }) => outbox.audiences());
    expect(await listed()).toEqual([mail, aWebhook('chat', 'another'), chat]);
    expect(await store.write(({ outbox }) => outbox.removeAudience('chat'))).toBe(true);
    expect(await store.write(({ outbox }) => outbox.removeAudience('chat'))).toBe(false);
    expect(await listed()).toEqual([mail, chat]);
  });

  it('gives up what somebody who is no audience any more was still to be told', async () => {
    const store = open();
    await store.write(({ outbox }) => outbox.putAudience(aWebhook('chat')));
    await told(store, 'one', [{ audience: 'chat' }, { audience: 'admins' }]);
    await store.write(({ outbox }) => outbox.removeAudience('chat'));
    expect(await due(store, 'chat')).toEqual([]);
    expect((await due(store, 'admins')).map(({ audience }) => audience)).toEqual(['admins']);
    const all = await store.read(({ outbox }) => outbox.deliveriesOf('one'));
    expect(all.map(({ state }) => state)).toEqual(['waiting', 'given-up']);
  });
};

const events = (open: () => Store): void => {
  it('are told once: the same id again adds nothing', async () => {
    const store = open();
    expect(await told(store, 'one', [{ audience: 'a' }])).toBe(true);
    expect(await told(store, 'one', [{ audience: 'a' }, { audience: 'b' }])).toBe(false);
    expect(await store.read(({ outbox }) => outbox.deliveriesOf('one'))).toHaveLength(1);
    expect(await store.read(({ outbox }) => outbox.event('one'))).toEqual(anEvent({ eventId: 'one' }));
    expect(await store.read(({ outbox }) => outbox.event('two'))).toBeNull();
  });

  it('are listed newest first, all of them and those about one thing', async () => {
    const store = open();
    for (const eventId of ['one', 'two', 'three', 'four']) {
      const about = eventId === 'two' ? {} : { about: 'window' };
      await store.write(({ outbox }) => outbox.addEvent(anEvent({ eventId, ...about }), []));
    }
    const pages = await byPages((page) => store.read(({ outbox }) => outbox.events(page)), 3);
    expect(pages.map((page) => page.map(({ eventId }) => eventId))).toEqual([['four', 'three', 'two'], ['one']]);
    const about = async (subject: string) =>
      (await store.read(({ outbox }) => outbox.eventsAbout(subject, 2))).map(({ eventId }) => eventId);
    expect(await about('window')).toEqual(['four', 'three']);
    expect(await about('door')).toEqual([]);
    expect(await store.read(({ outbox }) => outbox.nextDeliveryAt())).toBeNull();
  });

  it('of before are forgotten with their deliveries, the oldest first, and none that waits', async () => {
    const store = open();
    const at = (minutes: number) => addMs(THE_MORNING, minutes * 60_000);
    const states = { one: 'delivered', two: 'waiting', three: 'given-up', four: 'delivered' } as const;
    for (const [place, [eventId, state]] of Object.entries(states).entries()) {
      await store.write(({ outbox }) =>
        outbox.addEvent(anEvent({ eventId, at: at(place), about: 'window' }), [
          aDelivery({ eventId, audience: 'a', state, digest: { digestId: 'digest', why: 'asked', sealed: true } }),
        ]),
      );
    }
    const forget = (minutes: number, limit: number) =>
      store.write(({ outbox }) => outbox.forgetEvents(at(minutes), limit));
    const left = async () => {
      const view = await store.read(async ({ outbox }) => ({
        events: (await outbox.events({ after: null, limit: 10 })).items.map(({ eventId }) => eventId),
        about: (await outbox.eventsAbout('window', 10)).map(({ eventId }) => eventId),
        digest: (await outbox.deliveriesOfDigest('digest')).map(({ eventId }) => eventId),
        deliveries: (await outbox.deliveriesOf('one')).length,
      }));
      return view;
    };
    expect([await forget(0, 10), await forget(3, 1)]).toEqual([0, 1]);
    expect(await left()).toEqual({
      ...{ events: ['four', 'three', 'two'], about: ['four', 'three', 'two'], digest: ['two', 'three', 'four'] },
      deliveries: 0,
    });
    expect([await forget(3, 10), await forget(3, 10)]).toEqual([1, 0]);
    expect((await left()).events).toEqual(['four', 'two']);
    expect(await told(store, 'one', [{ audience: 'a' }])).toBe(true);
  });
};

const deliveries = (open: () => Store): void => {
  it('are due until each was taken', async () => {
    const store = open();
    await told(store, 'one', [{ audience: 'b', contact: 'night' }, { audience: 'a' }]);
    await told(store, 'two', [{ audience: 'b' }]);
    const [first, second] = await due(store, 'b');
    expect([first, second]).toEqual([
      aDelivery({ eventId: 'one', audience: 'b', contact: 'night' }),
      aDelivery({ eventId: 'two', audience: 'b' }),
    ]);
    expect(await due(store, 'b', THE_MORNING, 1)).toEqual([first]);
    expect(await due(store, 'a')).toEqual([aDelivery({ eventId: 'one', audience: 'a' })]);
    expect(await due(store, 'c')).toEqual([]);
    await store.write(async ({ outbox }) => {
      await outbox.saveDelivery({ ...first!, state: 'delivered', attempts: 1 });
      await outbox.saveDelivery({ ...second!, attempts: 1, nextTryAt: LATER });
    });
    expect(await due(store, 'b')).toEqual([]);
    await store.write(({ outbox }) => outbox.removeAudience('a'));
    expect(await store.read(({ outbox }) => outbox.nextDeliveryAt())).toBe(LATER);
    expect(await due(store, 'b', LATER)).toEqual([{ ...second!, attempts: 1, nextTryAt: LATER }]);
  });

  it('that nobody added are not saved', async () => {
    const store = open();
    await told(store, 'one', [{ audience: 'a' }]);
    await store.write(({ outbox }) => outbox.saveDelivery(aDelivery({ eventId: 'one', audience: 'b' })));
    await store.write(({ outbox }) => outbox.saveDelivery(aDelivery({ eventId: 'two', audience: 'a' })));
    expect((await due(store, 'a')).map(({ eventId, audience }) => `${eventId} ${audience}`)).toEqual(['one a']);
    expect(await due(store, 'b')).toEqual([]);
  });

  it('are counted by audience and time, but for those that a contact wants together', async () => {
    const store = open();
    await told(store, 'one', [{ audience: 'a' }, { audience: 'b' }]);
    await told(store, 'two', [{ audience: 'a', addedAt: LATER, digest: inDigest('flood', 'flood') }]);
    await told(store, 'three', [
      { audience: 'a', addedAt: LATER, digest: inDigest('asked', 'asked'), contact: 'night' },
    ]);
    const count = (audience: string, since: typeof LATER, limit = 10) =>
      store.read(({ outbox }) => outbox.countLately(audience, since, limit));
    expect(await count('a', addMs(THE_MORNING, -1))).toBe(2);
    expect(await count('a', addMs(THE_MORNING, -1), 1)).toBe(1);
    expect(await count('a', THE_MORNING)).toBe(1);
    expect(await count('a', LATER)).toBe(0);
    expect(await count('c', addMs(THE_MORNING, -1))).toBe(0);
  });
};

const inDigest = (digestId: string, why: 'asked' | 'flood') => ({ digestId, why, sealed: false });

const digests = (open: () => Store): void => {
  const night = { audience: 'a', contact: 'night', nextTryAt: LATER };

  it('take more until they are sealed', async () => {
    const store = open();
    const openDigest = (audience: string, contact: string | null) =>
      store.read(({ outbox }) => outbox.openDigest(audience, contact));
    await told(store, 'one', [{ ...night, digest: inDigest('d-1', 'asked') }]);
    await told(store, 'two', [{ ...night, digest: inDigest('d-1', 'asked') }]);
    await told(store, 'three', [{ ...night, digest: inDigest('f-1', 'flood') }]);
    expect(await openDigest('a', 'night')).toEqual({ digestId: 'd-1', sendsAt: LATER, notices: 2 });
    expect(await openDigest('a', null)).toEqual({ digestId: 'f-1', sendsAt: LATER, notices: 1 });
    expect(await openDigest('a', 'day')).toBeNull();
    expect(await openDigest('b', 'night')).toBeNull();
    await told(store, 'four', [{ ...night, digest: inDigest('d-2', 'asked') }]);
    expect(await openDigest('a', 'night')).toMatchObject({ digestId: 'd-2', notices: 1 });
    const members = await store.read(({ outbox }) => outbox.deliveriesOfDigest('d-2'));
    await store.write(async ({ outbox }) => {
      for (const one of members)
        await outbox.saveDelivery({ ...one, digest: { ...inDigest('d-2', 'asked'), sealed: true } });
    });
    expect(await openDigest('a', 'night')).toMatchObject({ digestId: 'd-1', notices: 2 });
    await store.write(({ outbox }) => outbox.removeAudience('a'));
    expect(await openDigest('a', 'night')).toBeNull();
  });

  it('hold their deliveries in the order of the events', async () => {
    const store = open();
    for (const eventId of ['z', 'm', 'a']) await told(store, eventId, [{ ...night, digest: inDigest('d-1', 'asked') }]);
    const members = () => store.read(({ outbox }) => outbox.deliveriesOfDigest('d-1'));
    expect((await members()).map(({ eventId }) => eventId)).toEqual(['z', 'm', 'a']);
    const [first] = await members();
    await store.write(({ outbox }) => outbox.saveDelivery({ ...first!, state: 'delivered' }));
    expect((await members()).map(({ state }) => state)).toEqual(['delivered', 'waiting', 'waiting']);
    expect(await store.read(({ outbox }) => outbox.deliveriesOfDigest('d-2'))).toEqual([]);
  });
};

const news = (open: () => Store): void => {
  it('is noted once, and stands until it is forgotten', async () => {
    const store = open();
    const one = { release: OF_BOOKWORM, sourcePackage: 'openssl', fixedVersion: null, vulnerability: 'CVE-2026-1' };
    const two = { ...one, fixedVersion: '2' };
    await store.write(({ knowledge }) => knowledge.addNews([two, one]));
    await store.write(({ knowledge }) => knowledge.addNews([one]));
    const read = () => store.read(({ knowledge }) => knowledge.news());
    expect(await read()).toEqual([one, two]);
    await store.write(({ knowledge }) => knowledge.forgetNews([]));
    expect(await read()).toEqual([one, two]);
    await store.write(({ knowledge }) => knowledge.forgetNews([two, { ...one, vulnerability: 'CVE-2026-2' }]));
    expect(await read()).toEqual([one]);
    await store.write(({ knowledge }) => knowledge.forgetNews([one]));
    expect(await read()).toEqual([]);
  });
};
