import { instantOfMs, msOfInstant } from '@slipway/core/time';
import { sql } from 'kysely';
import type { StoredFeed, StoreFeeds } from '../ports/index.ts';
import { fieldOf } from './dialect.ts';
import type { Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

type Feeds = Pick<StoreFeeds, 'addFeed' | 'feed' | 'saveFeed' | 'feeds' | 'feedsThen'>;

const feedRowsOn = versionedRows<StoredFeed, 'feed'>({
  table: 'feed',
  key: 'name',
  columns: { name: ({ spec }) => spec.name, removed: ({ removedAt }) => (removedAt === null ? 0 : 1) },
});

export const feedsOn = (transaction: Transaction): Feeds => {
  const its = feedRowsOn(transaction);
  return {
    addFeed: its.add,
    feed: its.find,
    saveFeed: its.save,
    async feeds() {
      const rows = transaction.reading.selectFrom('feed').where('removed', '=', 0).orderBy('name');
      return (await rows.select(['revision', 'document']).execute()).map(its.read);
    },
    async feedsThen(asOf) {
      const at = msOfInstant(asOf);
      const { rows } = await sql<{ readonly name: string; readonly feed_date: number; readonly finished_at: number }>`
      select feed.name, its.feed_date, its.finished_at from feed join feed_import as its on its.number = (
        select number from feed_import where feed_number = feed.number and finished_at <= ${at}
        order by finished_at desc, number desc limit 1
      )
      where coalesce(${fieldOf('feed.document', 'removedAt')}, '9') > ${asOf} order by feed.name`.execute(
        transaction.reading,
      );
      return rows.map((row) => ({
        feed: row.name,
        feedDate: instantOfMs(row.feed_date),
        readAt: instantOfMs(row.finished_at),
      }));
    },
  };
};
