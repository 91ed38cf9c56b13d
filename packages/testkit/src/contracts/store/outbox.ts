import type { Delivery, OutboxEvent, Store } from '@slipway/controller/ports';
import { addMs } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';
import { aWebhook, OF_BOOKWORM } from '../../store-rows/index.ts';
import { byPages } from './pages.ts';

const event = (eventId: string): OutboxEvent => ({ eventId, at: THE_MORNING, kind: 'news', content: { hosts: 1 } });
const LATER = addMs(THE_MORNING, 60_000);

export const outboxContract = (open: () => Store): void => {
  describe('what is to be told', () => {
    audiences(open);
    deliveries(open);
    news(open);
  });
};

const due = (store: Store, now = THE_MORNING, limit = 10): Promise<readonly Delivery[]> =>
  store.read(({ knowledge }) => knowledge.dueDeliveries(now, limit));

const audiences = (open: () => Store): void => {
  it('keeps audiences by name and replaces them', async () => {
    const store = open();
    const mail = { name: 'admins', kind: 'mail', to: ['ada@example.invalid'] } as const;
    await store.write(async ({ knowledge }) => {
      await knowledge.putAudience(aWebhook('chat'));
      await knowledge.putAudience(mail);
      await knowledge.putAudience(aWebhook('chat', 'another'));
    });
    const listed = () => store.read(({ knowledge }) => knowledge.audiences());
    expect(await listed()).toEqual([mail, aWebhook('chat', 'another')]);
    expect(await store.write(({ knowledge }) => knowledge.removeAudience('chat'))).toBe(true);
    expect(await store.write(({ knowledge }) => knowledge.removeAudience('chat'))).toBe(false);
    expect(await listed()).toEqual([mail]);
  });

  it('gives up what somebody who is no audience any more was still to be told', async () => {
    const store = open();
    await store.write(async ({ knowledge }) => {
      await knowledge.putAudience(aWebhook('chat'));
      await knowledge.addEvent(event('one'));
      await knowledge.removeAudience('chat');
    });
    expect(await due(store)).toEqual([]);
    const all = await store.read(({ knowledge }) => knowledge.deliveriesOf('one'));
    expect(all.map(({ state }) => state)).toEqual(['given-up']);
  });
};

const deliveries = (open: () => Store): void => {
  it('is for everybody who is an audience at that moment, until each has taken it', async () => {
    const store = open();
    await store.write(async ({ knowledge }) => {
      await knowledge.putAudience(aWebhook('b'));
      await knowledge.putAudience(aWebhook('a'));
      await knowledge.addEvent(event('one'));
      await knowledge.putAudience(aWebhook('c'));
    });
    const [first, second] = await due(store);
    expect([first, second]).toEqual(
      ['a', 'b'].map((audience) => ({
        eventId: 'one',
        audience,
        attempts: 0,
        state: 'waiting',
        nextTryAt: THE_MORNING,
        lastReason: null,
      })),
    );
    expect(await due(store, THE_MORNING, 1)).toEqual([first]);
    await store.write(async ({ knowledge }) => {
      await knowledge.saveDelivery({ ...first!, state: 'delivered', attempts: 1 });
      await knowledge.saveDelivery({ ...second!, attempts: 1, nextTryAt: LATER });
    });
    expect(await due(store)).toEqual([]);
    expect(await store.read(({ knowledge }) => knowledge.nextDeliveryAt())).toBe(LATER);
    expect(await due(store, LATER)).toEqual([{ ...second!, attempts: 1, nextTryAt: LATER }]);
    const whole = await store.read(({ knowledge }) => knowledge.event('one'));
    expect(whole).toEqual(event('one'));
    expect(await store.read(({ knowledge }) => knowledge.event('two'))).toBeNull();
  });

  it('lists events newest first and refuses an id a second time', async () => {
    const store = open();
    for (const id of ['one', 'two', 'three']) await store.write(({ knowledge }) => knowledge.addEvent(event(id)));
    const pages = await byPages((page) => store.read(({ knowledge }) => knowledge.events(page)), 2);
    expect(pages.map((page) => page.map(({ eventId }) => eventId))).toEqual([['three', 'two'], ['one']]);
    await expect(store.write(({ knowledge }) => knowledge.addEvent(event('one')))).rejects.toThrow(
      /exists already|UNIQUE/,
    );
    expect(await store.read(({ knowledge }) => knowledge.nextDeliveryAt())).toBeNull();
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
