import type { Delivery, StoreOutbox } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import { pageNewestFirst } from './pages.ts';
import type { Tables, Transaction } from './transaction.ts';

export const outboxOn = (transaction: Transaction): StoreOutbox => ({
  ...audiencesOn(transaction),
  ...eventsOn(transaction),
  ...deliveriesOn(transaction),
  ...digestsOn(transaction),
});

const audiencesOn = (transaction: Transaction): Pick<StoreOutbox, 'putAudience' | 'removeAudience' | 'audiences'> => ({
  async putAudience(audience) {
    transaction.changing.outbox.audiences.set(audience.name, copyOf(audience));
  },
  async removeAudience(name) {
    const { audiences } = transaction.changing.outbox;
    const found = audiences.get(name);
    audiences.delete(name);
    for (const delivery of waiting(transaction.changing)) {
      if (delivery.audience === name) save(transaction.changing, { ...delivery, state: 'given-up' });
    }
    return found !== undefined;
  },
  async audiences() {
    return transaction.reading.outbox.audiences.byKey();
  },
});

const eventsOn = (
  transaction: Transaction,
): Pick<StoreOutbox, 'addEvent' | 'event' | 'events' | 'eventsAbout' | 'forgetEvents' | 'countLately'> => ({
  async addEvent(event, deliveries) {
    const { events, about, byAudience } = transaction.changing.outbox;
    if (events.get(event.eventId) !== undefined) return false;
    events.add(event.eventId, copyOf(event));
    if (event.about !== undefined) about.append(event.about, event.eventId);
    for (const delivery of deliveries) {
      save(transaction.changing, delivery);
      if (delivery.digest?.why !== 'asked' && delivery.addedAt !== undefined) {
        byAudience.append(delivery.audience, delivery.addedAt);
      }
    }
    return true;
  },
  async event(eventId) {
    return transaction.reading.outbox.events.get(eventId) ?? null;
  },
  async events(request) {
    return pageNewestFirst(transaction.reading.outbox.events.byArrival(), request);
  },
  async eventsAbout(subject, limit) {
    const { about, events } = transaction.reading.outbox;
    return about
      .of(subject)
      .toReversed()
      .slice(0, limit)
      .flatMap((eventId) => events.get(eventId) ?? []);
  },
  async forgetEvents(before, limit) {
    const { deliveries, events } = transaction.changing.outbox;
    const isOver = (eventId: string): boolean =>
      (deliveries.get(eventId) ?? []).every(({ state }) => state !== 'waiting');
    const old = events.values().filter(({ at, eventId }) => at < before && isOver(eventId));
    for (const { eventId } of old.slice(0, limit)) {
      deliveries.delete(eventId);
      events.delete(eventId);
    }
    return Math.min(old.length, limit);
  },
  async countLately(audience, since, limit) {
    const added = transaction.reading.outbox.byAudience.of(audience);
    return Math.min(limit, added.filter((at) => at > since).length);
  },
});

type Deliveries = Pick<StoreOutbox, 'dueDeliveries' | 'nextDeliveryAt' | 'saveDelivery' | 'deliveriesOf'>;

const deliveriesOn = (transaction: Transaction): Deliveries => ({
  async dueDeliveries(audience, now, limit) {
    return waiting(transaction.reading)
      .filter((one) => one.audience === audience && one.nextTryAt <= now)
      .slice(0, limit);
  },
  async nextDeliveryAt() {
    return waiting(transaction.reading)[0]?.nextTryAt ?? null;
  },
  async saveDelivery(delivery) {
    const { deliveries } = transaction.changing.outbox;
    const known = deliveries.get(delivery.eventId) ?? [];
    if (known.some(({ audience }) => audience === delivery.audience)) save(transaction.changing, delivery);
  },
  async deliveriesOf(eventId) {
    return transaction.reading.outbox.deliveries.get(eventId) ?? [];
  },
});

const digestsOn = (transaction: Transaction): Pick<StoreOutbox, 'deliveriesOfDigest' | 'openDigest'> => ({
  async deliveriesOfDigest(digestId) {
    return inDigest(transaction.reading, digestId);
  },
  async openDigest(audience, contact) {
    const tables = transaction.reading;
    const opened = tables.outbox.digests.values().map(({ digestId }) => inDigest(tables, digestId));
    const newest = opened.findLast((its) => its.some((one) => isOpen(one, audience, contact))) ?? [];
    const [first] = newest;
    if (first?.digest === undefined) return null;
    return { digestId: first.digest.digestId, sendsAt: first.nextTryAt, notices: newest.length };
  },
});

const inDigest = ({ outbox: { deliveries, digests } }: Tables, digestId: string): readonly Delivery[] =>
  (digests.get(digestId)?.eventIds ?? []).flatMap((eventId) =>
    (deliveries.get(eventId) ?? []).filter(({ digest }) => digest?.digestId === digestId),
  );

const isOpen = (
  { audience, contact = null, digest, state }: Delivery,
  ofAudience: string,
  ofContact: string | null,
): boolean =>
  digest !== undefined &&
  !digest.sealed &&
  state === 'waiting' &&
  audience === ofAudience &&
  (digest.why === 'asked' ? contact : null) === ofContact;

/** By event, and the audiences of each in their order. */
const save = ({ outbox: { deliveries, digests, waiting } }: Tables, given: Delivery): void => {
  const delivery = copyOf(given);
  const { audience, digest, eventId, state } = delivery;
  const others = (deliveries.get(eventId) ?? []).filter((one) => one.audience !== audience);
  deliveries.set(
    eventId,
    [...others, delivery].toSorted((a, b) => (a.audience < b.audience ? -1 : 1)),
  );
  const key = `${eventId}\0${audience}`;
  if (state === 'waiting') waiting.set(key, delivery);
  else waiting.delete(key);
  if (digest === undefined) return;
  const eventIds = digests.get(digest.digestId)?.eventIds ?? [];
  if (eventIds.includes(eventId)) return;
  digests.set(digest.digestId, { digestId: digest.digestId, eventIds: [...eventIds, eventId] });
};

/** The longest due first. */
const waiting = ({ outbox }: Tables): readonly Delivery[] =>
  outbox.waiting.byKey().toSorted((a, b) => (a.nextTryAt === b.nextTryAt ? 0 : a.nextTryAt < b.nextTryAt ? -1 : 1));
