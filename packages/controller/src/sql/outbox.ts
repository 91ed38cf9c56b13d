// What people are told, by audience and by message.

import type { Instant } from '@slipway/core/time';
import { type Audience, type Delivery, mapPage, type OutboxEvent, type StoreOutbox } from '../ports/index.ts';
import { DELIVERIES_ADDED, fieldOf } from './dialect.ts';
import { readDocument, writeDocument } from './documents.ts';
import { NEWEST_FIRST, pageOver } from './pages.ts';
import type { Transaction } from './transaction.ts';

export const outboxOn = (transaction: Transaction): StoreOutbox => ({
  ...audiencesOn(transaction),
  ...eventsOn(transaction),
  ...deliveriesOn(transaction),
  ...digestsOn(transaction),
});

const audiencesOn = (transaction: Transaction): Pick<StoreOutbox, 'putAudience' | 'removeAudience' | 'audiences'> => ({
  async putAudience(audience) {
    const document = writeDocument(audience);
    await transaction.changing
      .insertInto('audience')
      .values({ name: audience.name, document })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ document }))
      .execute();
  },
  async removeAudience(name) {
    const queries = transaction.changing;
    const { numDeletedRows } = await queries.deleteFrom('audience').where('name', '=', name).executeTakeFirst();
    const waiting = await deliveryRows(transaction)
      .where('audience', '=', name)
      .where('state', '=', 'waiting')
      .execute();
    for (const row of waiting) await saveDelivery(transaction, { ...deliveryOf(row), state: 'given-up' });
    return numDeletedRows > 0n;
  },
  async audiences() {
    const rows = await transaction.reading.selectFrom('audience').select('document').orderBy('name').execute();
    return rows.map(({ document }) => readDocument<Audience>(document, 'audience'));
  },
});

type Events = Pick<StoreOutbox, 'addEvent' | 'event' | 'events' | 'eventsAbout' | 'forgetEvents'>;

const eventsOn = (transaction: Transaction): Events => ({
  async addEvent(event, deliveries) {
    const queries = transaction.changing;
    const { numInsertedOrUpdatedRows } = await queries
      .insertInto('outbox_event')
      .values({ event_id: event.eventId, about: event.about ?? null, document: writeDocument(event) })
      .onConflict((conflict) => conflict.column('event_id').doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n) return false;
    for (const delivery of deliveries) {
      await queries.insertInto('delivery').values(deliveryColumns(delivery)).execute();
    }
    return true;
  },
  async event(eventId) {
    const row = await transaction.reading
      .selectFrom('outbox_event')
      .select('document')
      .where('event_id', '=', eventId)
      .executeTakeFirst();
    return row === undefined ? null : eventOf(row);
  },
  async events(request) {
    const rows = transaction.reading.selectFrom('outbox_event').select(['number', 'document']);
    return mapPage(await pageOver(rows, request, NEWEST_FIRST), eventOf);
  },
  async eventsAbout(about, limit) {
    const rows = await transaction.reading
      .selectFrom('outbox_event')
      .select('document')
      .where('about', '=', about)
      .orderBy('number', 'desc')
      .limit(limit)
      .execute();
    return rows.map(eventOf);
  },
  async forgetEvents(before, limit) {
    const ids = await eventsOfBefore(transaction, before, limit);
    if (ids.length === 0) return 0;
    await transaction.changing.deleteFrom('delivery').where('event_id', 'in', ids).execute();
    await transaction.changing.deleteFrom('outbox_event').where('event_id', 'in', ids).execute();
    return ids.length;
  },
});

/** In the order of their numbers, which is that of their times but for moments: what lies behind the first that is newer is newer. */
const eventsOfBefore = async (transaction: Transaction, before: Instant, limit: number): Promise<readonly string[]> => {
  const ids: string[] = [];
  let after = 0;
  while (ids.length < limit) {
    const rows = await transaction.changing
      .selectFrom('outbox_event')
      .select(['number', 'event_id', fieldOf('document', 'at').as('at')])
      .select((of) =>
        of
          .exists(
            of
              .selectFrom('delivery')
              .select('delivery.event_id')
              .whereRef('delivery.event_id', '=', 'outbox_event.event_id')
              .where('state', '=', 'waiting'),
          )
          .as('waits'),
      )
      .where('number', '>', after)
      .orderBy('number')
      .limit(limit)
      .execute();
    for (const { number, event_id, at, waits } of rows) {
      if (at >= before || ids.length === limit) return ids;
      if (Number(waits) === 0) ids.push(event_id);
      after = number;
    }
    if (rows.length < limit) return ids;
  }
  return ids;
};

const eventOf = (row: { readonly document: string }): OutboxEvent => readDocument<OutboxEvent>(row.document, 'event');

type Deliveries = Pick<StoreOutbox, 'dueDeliveries' | 'nextDeliveryAt' | 'saveDelivery' | 'deliveriesOf'>;

const deliveriesOn = (transaction: Transaction): Deliveries => ({
  async dueDeliveries(audience, now, limit) {
    const rows = await deliveryRows(transaction)
      .where('audience', '=', audience)
      .where('state', '=', 'waiting')
      .where('next_try_at', '<=', now)
      .orderBy('next_try_at')
      .orderBy('event_id')
      .limit(limit)
      .execute();
    return rows.map(deliveryOf);
  },
  async nextDeliveryAt() {
    const row = await deliveryRows(transaction)
      .where('state', '=', 'waiting')
      .orderBy('next_try_at')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : deliveryOf(row).nextTryAt;
  },
  async saveDelivery(delivery) {
    await saveDelivery(transaction, delivery);
  },
  async deliveriesOf(eventId) {
    const rows = await deliveryRows(transaction).where('event_id', '=', eventId).orderBy('audience').execute();
    return rows.map(deliveryOf);
  },
});

type Digests = Pick<StoreOutbox, 'deliveriesOfDigest' | 'openDigest' | 'countLately'>;

const digestsOn = (transaction: Transaction): Digests => ({
  async deliveriesOfDigest(digestId) {
    const rows = await transaction.reading
      .selectFrom('delivery')
      .innerJoin('outbox_event', 'outbox_event.event_id', 'delivery.event_id')
      .select('delivery.document')
      .where('digest_id', '=', digestId)
      .orderBy('outbox_event.number')
      .execute();
    return rows.map(deliveryOf);
  },
  async openDigest(audience, contact) {
    const open = transaction.reading
      .selectFrom('delivery')
      .where('audience', '=', audience)
      .where('open_digest', '=', contact ?? FLOOD);
    const newest = await open
      .select(['digest_id', 'document'])
      .orderBy(DELIVERIES_ADDED, 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest === undefined || newest.digest_id === null) return null;
    const { notices } = await open
      .select(({ fn }) => fn.countAll<number>().as('notices'))
      .where('digest_id', '=', newest.digest_id)
      .executeTakeFirstOrThrow();
    return { digestId: newest.digest_id, sendsAt: deliveryOf(newest).nextTryAt, notices };
  },
  async countLately(audience, since, limit) {
    const added = transaction.reading
      .selectFrom('delivery')
      .select('event_id')
      .where('audience', '=', audience)
      .where('added_at', '>', since)
      .limit(limit);
    const { count } = await transaction.reading
      .selectFrom(added.as('added'))
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  },
});

const deliveryRows = (transaction: Transaction) => transaction.reading.selectFrom('delivery').select('document');

const deliveryOf = (row: { readonly document: string }): Delivery => readDocument<Delivery>(row.document, 'delivery');

/** No contact has an empty name. */
const FLOOD = '';

const deliveryColumns = (delivery: Delivery) => {
  const { addedAt, audience, contact, digest, eventId, nextTryAt, state } = delivery;
  const open = state === 'waiting' && digest?.sealed === false;
  return {
    event_id: eventId,
    audience,
    state,
    next_try_at: nextTryAt,
    // Only what counts as much at once: a digest that a contact asks for is calm by itself.
    added_at: digest?.why === 'asked' ? null : (addedAt ?? null),
    digest_id: digest?.digestId ?? null,
    open_digest: open ? (digest.why === 'asked' ? (contact ?? FLOOD) : FLOOD) : null,
    document: writeDocument(delivery),
  };
};

const saveDelivery = async (transaction: Transaction, delivery: Delivery): Promise<void> => {
  await transaction.changing
    .updateTable('delivery')
    .set(deliveryColumns(delivery))
    .where('event_id', '=', delivery.eventId)
    .where('audience', '=', delivery.audience)
    .execute();
};
