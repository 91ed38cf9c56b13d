import { AsyncLocalStorage } from 'node:async_hooks';
import type { Store, StoreView } from '../../ports/index.ts';
import { accessOn } from './access.ts';
import { approvalsOn } from './approvals.ts';
import { changeRequestsOn } from './change-requests.ts';
import { checklistsOn } from './checklists.ts';
import { exposuresOn } from './exposures.ts';
import { figuresOn } from './figures.ts';
import { fleetOn } from './fleet.ts';
import { knowledgeOn } from './knowledge.ts';
import { outboxOn } from './outbox.ts';
import { patchSetsOn } from './patch-sets.ts';
import { plansOn } from './plans.ts';
import { promotionsOn } from './promotions.ts';
import { readingsOn } from './readings.ts';
import { reportsOn } from './reports.ts';
import { rolloutsOn } from './rollouts.ts';
import { Journal } from './table.ts';
import { makeTables, Transaction } from './transaction.ts';

export interface MemoryStore extends Store {
  /** A backup of this moment; one before it is forgotten. */
  backUp(): Promise<void>;
  /** As it was at the backup, once; without one nothing changes. */
  restore(): Promise<void>;
}

/** An empty store. Reads and writes take turns: what they do is a few microtasks long, so sharing would gain nothing. */
export const openMemoryStore = (): MemoryStore => {
  const journal = new Journal();
  const tables = makeTables(journal);
  const inside = new AsyncLocalStorage<Transaction>();
  let last: Promise<unknown> = Promise.resolve();
  let open = true;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    if (!open) return Promise.reject(new Error('the store is closed'));
    if (inside.getStore()?.isOver === false) {
      return Promise.reject(new Error('a read or write inside another would wait for itself'));
    }
    const turn = last.then(work);
    last = turn.catch(() => {
      // Whoever asked gets the error; who comes next only waits for the end.
    });
    return turn;
  };

  const run = async <T>(transaction: Transaction, work: (view: StoreView) => Promise<T>): Promise<T> => {
    try {
      return await inside.run(transaction, () => work(viewOn(transaction)));
    } finally {
      transaction.end();
    }
  };

  return {
    read: (work) => inTurn(() => run(new Transaction(tables, 'read'), work)),
    write: (work) =>
      inTurn(async () => {
        journal.begin();
        try {
          const result = await run(new Transaction(tables, 'write'), work);
          journal.keep();
          return result;
        } catch (error) {
          journal.undo();
          throw error;
        }
      }),
    backUp: () => inTurn(async () => journal.mark()),
    restore: () => inTurn(async () => journal.rewind()),
    close: async () => {
      open = false;
      await last;
    },
  };
};

const viewOn = (transaction: Transaction): StoreView => ({
  fleet: fleetOn(transaction),
  patchSets: patchSetsOn(transaction),
  plans: plansOn(transaction),
  approvals: approvalsOn(transaction),
  changeRequests: changeRequestsOn(transaction),
  promotions: promotionsOn(transaction),
  rollouts: rolloutsOn(transaction),
  access: accessOn(transaction),
  knowledge: knowledgeOn(transaction),
  outbox: outboxOn(transaction),
  exposures: exposuresOn(transaction),
  readings: readingsOn(transaction),
  checklists: checklistsOn(transaction),
  figures: figuresOn(transaction),
  reports: reportsOn(transaction),
});
