// What is to be told to whom, and when deadlines' clocks began.

import { asInstant } from '@slipway/core/time';
import { sql } from 'kysely';
import {
  type Audience,
  type Delivery,
  mapPage,
  type News,
  type OutboxEvent,
  pageOf,
  readCursor,
  type StoreOutbox,
  type StoreVerdicts,
} from '../../ports/index.ts';
import { inChunks, insertRows, isIn } from './bulk.ts';
import { readDocument, writeDocument } from './documents.ts';
import type { Transaction } from './transaction.ts';

type Starts = Pick<StoreVerdicts, 'noteStarts' | 'restart' | 'starts'>;

export const outboxOn = (transaction: Transaction): StoreOutbox => ({
  ...newsOn(transaction),
  ...audiencesOn(transaction),
  ...eventsOn(transaction),
  ...deliveriesOn(transaction),
});

export const startsOn = (transaction: Transaction): Starts => ({
  async noteStarts(kind, subjects, at) {
    await insertRows(
      transaction.changing,
      { table: 'deadline_start', columns: ['kind', 'subject', 'at'], ignore: true },
      subjects.map((subject) => [kind, subject, at]),
    );
  },
  async restart(kind, subject, at) {
    await transaction.changing
      .insertInto('deadline_start')
      .values({ kind, subject, at })
      .onConflict((conflict) => conflict.columns(['kind', 'subject']).doUpdateSet({ at }))
      .execute();
  },
  async starts(kind, subjects) {
    const rows = await transaction.reading
      .selectFrom('deadline_start')
      .select(['subject', 'at'])
      .where('kind', '=', kind)
      .where(isIn('subject', subjects))
      .execute();
    return new Map(rows.map(({ subject, at }) => [subject, asInstant(at)]));
  },
});

const newsOn = (transaction: Transaction): Pick<StoreOutbox, 'addNews' | 'news' | 'forgetNews'> => ({
  async addNews(news) {
    await insertRows(
      transaction.changing,
      {
        table: 'news',
        columns: ['source_package', 'distribution', 'release', 'fixed_version', 'vulnerability'],
        ignore: true,
      },
      news.map(cellsOf),
    );
  },
  async news() {
    const rows = await transaction.reading
      .selectFrom('news')
      .selectAll()
      .orderBy('source_package')
      .orderBy('distribution')
      .orderBy('release')
      .orderBy('fixed_version')
      .orderBy('vulnerability')
      .execute();
    return rows.map((row) => ({
      sourcePackage: row.source_package,
      release: { distribution: row.distribution, release: row.release },
      fixedVersion: row.fixed_version === '' ? null : row.fixed_version,
      vulnerability: row.vulnerability,
    }));
  },
  async forgetNews(news) {
    const queries = transaction.changing;
    for (const chunk of inChunks(news.map(cellsOf))) {
      await sql`
        delete from news where (source_package, distribution, release, fixed_version, vulnerability) in (
          select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(${JSON.stringify(chunk)})
        )`.execute(queries);
    }
  },
});

const cellsOf = ({ sourcePackage, release: { distribution, release }, fixedVersion, vulnerability }: News) => [
  sourcePackage,
  distribution,
  release,
  fixedVersion ?? '',
  vulnerability,
];

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

const eventsOn = (transaction: Transaction): Pick<StoreOutbox, 'addEvent' | 'event' | 'events'> => ({
  async addEvent(event) {
    const queries = transaction.changing;
    await queries
      .insertInto('outbox_event')
      .values({ event_id: event.eventId, document: writeDocument(event) })
      .execute();
    const audiences = await queries.selectFrom('audience').select('name').execute();
    const first = {
      eventId: event.eventId,
      attempts: 0,
      state: 'waiting',
      nextTryAt: event.at,
      lastReason: null,
    } as const;
    for (const { name } of audiences) {
      await queries
        .insertInto('delivery')
        .values(deliveryColumns({ ...first, audience: name }))
        .execute();
    }
  },
  async event(eventId) {
    const row = await transaction.reading
      .selectFrom('outbox_event')
      .select('document')
      .where('event_id', '=', eventId)
      .executeTakeFirst();
    return row === undefined ? null : readDocument<OutboxEvent>(row.document, 'event');
  },
  async events(request) {
    const after = readCursor(request, 'number');
    const rows = await transaction.reading
      .selectFrom('outbox_event')
      .select(['number', 'document'])
      .$if(after !== null, (query) => query.where('number', '<', after?.[0] ?? 0))
      .orderBy('number', 'desc')
      .limit(request.limit + 1)
      .execute();
    return mapPage(
      pageOf(rows, request, ({ number }) => [number]),
      ({ document }) => readDocument<OutboxEvent>(document, 'event'),
    );
  },
});

type Deliveries = Pick<StoreOutbox, 'dueDeliveries' | 'nextDeliveryAt' | 'saveDelivery' | 'deliveriesOf'>;

const deliveriesOn = (transaction: Transaction): Deliveries => ({
  async dueDeliveries(now, limit) {
    const rows = await deliveryRows(transaction)
      .where('state', '=', 'waiting')
      .where('next_try_at', '<=', now)
      .orderBy('next_try_at')
      .orderBy('event_id')
      .orderBy('audience')
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

const deliveryRows = (transaction: Transaction) => transaction.reading.selectFrom('delivery').select('document');

const deliveryOf = (row: { readonly document: string }): Delivery => readDocument<Delivery>(row.document, 'delivery');

const deliveryColumns = (delivery: Delivery) => ({
  event_id: delivery.eventId,
  audience: delivery.audience,
  state: delivery.state,
  next_try_at: delivery.nextTryAt,
  document: writeDocument(delivery),
});

const saveDelivery = async (transaction: Transaction, delivery: Delivery): Promise<void> => {
  await transaction.changing
    .updateTable('delivery')
    .set(deliveryColumns(delivery))
    .where('event_id', '=', delivery.eventId)
    .where('audience', '=', delivery.audience)
    .execute();
};
