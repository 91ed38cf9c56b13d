import type { News, StoreNews } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { Transaction } from './transaction.ts';

export const newsOn = (transaction: Transaction): StoreNews => ({
  async addNews(news) {
    const table = transaction.changing.knowledge.news;
    for (const one of news) table.set(newsKey(one), copyOf(one));
  },
  async news() {
    return transaction.reading.knowledge.news.byKey();
  },
  async forgetNews(news) {
    const table = transaction.changing.knowledge.news;
    for (const one of news) table.delete(newsKey(one));
  },
});

/** In an order that is that of its parts. */
const newsKey = ({ sourcePackage, release: { distribution, release }, fixedVersion, vulnerability }: News): string =>
  [sourcePackage, distribution, release, fixedVersion ?? '', vulnerability].join('\0');
