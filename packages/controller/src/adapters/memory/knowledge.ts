import type { StoreKnowledge } from '../../ports/index.ts';
import { feedsOn } from './feeds.ts';
import { newsOn } from './news.ts';
import { carriersOn } from './package-versions.ts';
import type { Transaction } from './transaction.ts';
import { verdictsOn } from './verdicts.ts';

export const knowledgeOn = (transaction: Transaction): StoreKnowledge => ({
  ...feedsOn(transaction),
  ...carriersOn(transaction),
  ...verdictsOn(transaction),
  ...newsOn(transaction),
});
