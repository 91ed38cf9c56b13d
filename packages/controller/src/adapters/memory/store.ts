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

/** Each part is made when it is asked for: most looks need two of fifteen, and making all of them took longer than a look. */
const viewOn = (transaction: Transaction): StoreView => {
  const made: { -readonly [Part in keyof StoreView]?: StoreView[Part] } = {};
  return {
    get fleet() {
      made.fleet ??= fleetOn(transaction);
      return made.fleet;
    },
    get patchSets() {
      made.patchSets ??= patchSetsOn(transaction);
      return made.patchSets;
    },
    get plans() {
      made.plans ??= plansOn(transaction);
      return made.plans;
    },
    get approvals() {
      made.approvals ??= approvalsOn(transaction);
      return made.approvals;
    },
    get changeRequests() {
      made.changeRequests ??= changeRequestsOn(transaction);
      return made.changeRequests;
    },
    get promotions() {
      made.promotions ??= promotionsOn(transaction);
      return made.promotions;
    },
    get rollouts() {
      made.rollouts ??= rolloutsOn(transaction);
      return made.rollouts;
    },
    get access() {
      made.access ??= accessOn(transaction);
      return made.access;
    },
    get knowledge() {
      made.knowledge ??= knowledgeOn(transaction);
      return made.knowledge;
    },
    get outbox() {
      made.outbox ??= outboxOn(transaction);
      return made.outbox;
    },
    get exposures() {
      made.exposures ??= exposuresOn(transaction);
      return made.exposures;
    },
    get readings() {
      made.readings ??= readingsOn(transaction);
      return made.readings;
    },
    get checklists() {
      made.checklists ??= checklistsOn(transaction);
      return made.checklists;
    },
    get figures() {
      made.figures ??= figuresOn(transaction);
      return made.figures;
    },
    get reports() {
      made.reports ??= reportsOn(transaction);
      return made.reports;
    },
  };
};
