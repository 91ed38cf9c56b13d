// The contract of the controller's store port: every adapter runs it, one file per subject. What it does not say is
// what adapters may differ in: durability (a process killed), several processes on one store, a full disk.
// May import: the port, core, builders, store-rows, vitest.

import type { Store } from '@slipway/controller/ports';
import { afterEach, beforeEach, describe } from 'vitest';
import { accessContract } from './access.ts';
import { advisoryListContract } from './advisory-list.ts';
import { approvalContract } from './approvals.ts';
import { changeRequestContract } from './change-requests.ts';
import { checklistContract } from './checklists.ts';
import { claimContract } from './claims.ts';
import { exposureContract } from './exposure.ts';
import { exposureCountsContract } from './exposure-counts.ts';
import { exposureQuestionsContract } from './exposure-questions.ts';
import { figuresContract } from './figures.ts';
import { fleetContract } from './fleet.ts';
import { inventoryContract } from './inventory.ts';
import { knowledgeContract } from './knowledge.ts';
import { ledgerContract } from './ledger.ts';
import { oddTextContract } from './odd-text.ts';
import { outboxContract } from './outbox.ts';
import { patchSetContract } from './patch-sets.ts';
import { pendingContract } from './pending.ts';
import { planContract } from './plans.ts';
import { policyContract } from './policy.ts';
import { promotionContract } from './promotions.ts';
import { readingContract } from './readings.ts';
import { reportsContract } from './reports.ts';
import { rolloutContract } from './rollouts.ts';
import { seenContract } from './seen.ts';
import { selectionContract } from './selection.ts';
import { transactionContract } from './transactions.ts';

/** `makeStore` gives an empty store each time; the suite closes it. */
export const describeStore = (name: string, makeStore: () => Promise<Store>): void => {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await makeStore();
    });
    afterEach(() => store.close());

    const current = (): Store => store;
    transactionContract(current);
    fleetContract(current);
    seenContract(current);
    selectionContract(current);
    inventoryContract(current);
    ledgerContract(current);
    patchSetContract(current);
    planContract(current);
    policyContract(current);
    approvalContract(current);
    changeRequestContract(current);
    promotionContract(current);
    rolloutContract(current);
    claimContract(current);
    accessContract(current);
    knowledgeContract(current);
    pendingContract(current);
    advisoryListContract(current);
    exposureContract(current);
    exposureQuestionsContract(current);
    exposureCountsContract(current);
    outboxContract(current);
    oddTextContract(current);
    figuresContract(current);
    readingContract(current);
    checklistContract(current);
    reportsContract(current);
  });
};

export { CHANGING as STORE_CHANGES } from './methods.ts';
export { READING as STORE_READING_METHODS } from './reading-methods.ts';
