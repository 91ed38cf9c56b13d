import type { StoreFleet } from '../ports/index.ts';
import { historyOn, hostsOn } from './hosts.ts';
import { inventoriesOn } from './inventories.ts';
import { ledgersOn } from './ledgers.ts';
import { packageQuestionsOn } from './package-questions.ts';
import { seenOn } from './seen.ts';
import { selectionOn } from './selection.ts';
import type { Transaction } from './transaction.ts';

export const fleetOn = (transaction: Transaction): StoreFleet => ({
  ...hostsOn(transaction),
  ...seenOn(transaction),
  ...selectionOn(transaction),
  ...inventoriesOn(transaction),
  ...packageQuestionsOn(transaction),
  ...historyOn(transaction),
  ...ledgersOn(transaction),
});
