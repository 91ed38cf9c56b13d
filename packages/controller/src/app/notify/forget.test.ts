import { openMemoryStore } from '@slipway/controller/store/memory';
import { addSeconds, type Instant } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { anEvent, aWebhook } from '@slipway/testkit/store-rows';
import { expect, it } from 'vitest';
import type { App } from '../context.ts';
import { lookAtNotices, tell } from './index.ts';

const DAY_SECONDS = 86_400;

it('forgets what was told more than 400 days ago, in portions, and nothing that is still to be told', async () => {
  const store = openMemoryStore();
  const now = { at: THE_MORNING as Instant };
  const later = (seconds: number): void => {
    now.at = addSeconds(now.at, seconds);
  };
  const app = { ports: { store, clock: { now: () => now.at } }, options: { owner: 'one' } } as unknown as App;
  const say = async (eventId: string) =>
    await store.write(async (change) => await tell(change, anEvent({ eventId, at: now.at })));
  const left = async () => (await store.read(({ outbox }) => outbox.events({ after: null, limit: 1000 }))).items.length;
  for (let at = 0; at < 501; at++) await say(`event-${at}`);
  later(399 * DAY_SECONDS);
  await say('late');
  await lookAtNotices(app);
  expect(await left()).toBe(502);
  later(2 * DAY_SECONDS);
  await lookAtNotices(app);
  expect(await left()).toBe(2);
  await lookAtNotices(app);
  expect(await left()).toBe(1);
  // Somebody is to be told of this one, and has not taken it.
  await store.write(async ({ outbox }) => await outbox.putAudience(aWebhook('ops')));
  await say('kept');
  await store.write(async ({ outbox }) => {
    const [one] = await outbox.deliveriesOf('kept');
    if (one !== undefined) await outbox.saveDelivery({ ...one, nextTryAt: addSeconds(now.at, 500 * DAY_SECONDS) });
  });
  later(401 * DAY_SECONDS);
  await lookAtNotices(app);
  const items = (await store.read(({ outbox }) => outbox.events({ after: null, limit: 10 }))).items;
  expect(items.map(({ eventId }) => eventId)).toEqual(['kept']);
});
