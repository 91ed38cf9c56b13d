import type { StoredFeed, StoreFeeds } from '../../ports/index.ts';
import { readVersioned, writeDocument } from './documents.ts';
import type { Transaction } from './transaction.ts';

type Feeds = Pick<StoreFeeds, 'addFeed' | 'feed' | 'saveFeed' | 'feeds'>;

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
});

const columnsOf = (feed: StoredFeed) => ({
  removed: feed.removedAt === null ? 0 : 1,
  document: writeDocument(feed),
});

const feedRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('feed').select(['name', 'revision', 'document']);
