import { instantOfMs, msOfInstant } from '@slipway/core/time';
import { sql } from 'kysely';
import type { StoredFeed, StoreFeeds } from '../../ports/index.ts';
import { readVersioned, writeDocument } from './documents.ts';
import type { Transaction } from './transaction.ts';

type Feeds = Pick<StoreFeeds, 'addFeed' | 'feed' | 'saveFeed' | 'feeds' | 'feedsThen'>;

export const feedsOn = (transaction: Transaction): Feeds => ({
  async addFeed(feed) {
    await transaction.changing
      .insertInto('feed')
      .values({ name: feed.spec.name, revision: 1, ...columnsOf(feed) })
      .execute();
  },
  async feed(name) {
    const row = await feedRows(transaction).where('name', '=', name).executeTakeFirst();
    return row === undefined ? null : readVersioned<StoredFeed>(row, 'feed');
  },
  async saveFeed({ revision, value }) {
    const { numUpdatedRows } = await transaction.changing
      .updateTable('feed')
      .set({ ...columnsOf(value), revision: revision + 1 })
      .where('name', '=', value.spec.name)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
  async feeds() {
    const rows = await feedRows(transaction).where('removed', '=', 0).orderBy('name').execute();
    return rows.map((row) => readVersioned<StoredFeed>(row, 'feed'));
  },
  async feedsThen(asOf) {
    const at = msOfInstant(asOf);
    const { rows } = await sql<{ readonly name: string; readonly feed_date: number; readonly finished_at: number }>`
      select feed.name, its.feed_date, its.finished_at from feed join feed_import as its on its.number = (
        select number from feed_import where feed_number = feed.number and finished_at <= ${at}
        order by finished_at desc, number desc limit 1
      )
      where coalesce(feed.document ->> '$.removedAt', '9') > ${asOf} order by feed.name`.execute(transaction.reading);
    return rows.map((row) => ({
      feed: row.name,
      feedDate: instantOfMs(row.feed_date),
      readAt: instantOfMs(row.finished_at),
    }));
  },
});

const columnsOf = (feed: StoredFeed) => ({
  removed: feed.removedAt === null ? 0 : 1,
  document: writeDocument(feed),
});

const feedRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('feed').select(['name', 'revision', 'document']);
