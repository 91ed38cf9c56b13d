import type { StoreKnowledge } from '../ports/index.ts';
import { carriersOn } from './carriers.ts';
import { feedsOn } from './feeds.ts';
import { importsOn } from './imports.ts';
import { newsOn, startsOn } from './news.ts';
import { recordsOn } from './records.ts';
import type { Transaction } from './transaction.ts';
import { updatesOn } from './updates.ts';
import { verdictsOn } from './verdicts.ts';

export const knowledgeOn = (transaction: Transaction): StoreKnowledge => ({
  ...feedsOn(transaction),
  ...importsOn(transaction),
  ...recordsOn(transaction),
  ...carriersOn(transaction),
  ...verdictsOn(transaction),
  ...updatesOn(transaction),
  ...startsOn(transaction),
  ...newsOn(transaction),
});
