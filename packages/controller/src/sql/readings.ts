import type { StoreReadings, WantedReading } from '../ports/index.ts';
import { readDocument, writeDocument } from './documents.ts';
import type { Transaction } from './transaction.ts';

export const readingsOn = (transaction: Transaction): StoreReadings => ({
  async putReading(wanted) {
    const { hostId, readingId, wantedUntil } = wanted;
    const host = await transaction.changing
      .selectFrom('host')
      .select('number')
      .where('host_id', '=', hostId)
      .executeTakeFirst();
    if (host === undefined) throw new Error(`there is no host ${hostId}`);
    const row = { wanted_until: wantedUntil, document: writeDocument(wanted) };
    await transaction.changing
      .insertInto('reading')
      .values({ host_number: host.number, reading_id: readingId, ...row })
      .onConflict((conflict) => conflict.columns(['host_number', 'reading_id']).doUpdateSet(row))
      .execute();
  },
  async reading(hostId, readingId) {
    const [row] = await rows(transaction).where('host_id', '=', hostId).where('reading_id', '=', readingId).execute();
    return row === undefined ? null : readingOf(row);
  },
  async readingsOn(hostId) {
    const found = await rows(transaction).where('host_id', '=', hostId).orderBy('reading_id').execute();
    return found.map(readingOf);
  },
  async readingsAs(readingId) {
    const found = await rows(transaction).where('reading_id', '=', readingId).orderBy('host_id').execute();
    return found.map(readingOf);
  },
  async forgetReadings(wantedUntilBefore) {
    const { numDeletedRows } = await transaction.changing
      .deleteFrom('reading')
      .where('wanted_until', '<', wantedUntilBefore)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
});

const rows = (transaction: Transaction) =>
  transaction.reading
    .selectFrom('reading')
    .innerJoin('host', 'host.number', 'reading.host_number')
    .select('reading.document');

const readingOf = (row: { readonly document: string }): WantedReading =>
  readDocument<WantedReading>(row.document, 'reading');
