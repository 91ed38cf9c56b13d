import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Database as Connection } from 'better-sqlite3';
import type { ControlledTransaction, Kysely } from 'kysely';
import type { Store, StoreView } from '../../ports/index.ts';
import { accessOn } from './access.ts';
import { approvalsOn } from './approvals.ts';
import { changeRequestsOn } from './change-requests.ts';
import { checklistsOn } from './checklists.ts';
import { openReader, openWriter, queriesOn, settleWriter } from './connection.ts';
import { exposuresOn } from './exposures.ts';
import { inWordsOfThePort, reasonOf } from './failures.ts';
import { fleetOn } from './fleet.ts';
import { knowledgeOn } from './knowledge.ts';
import { migrate, SCHEMA_VERSION, storedVersion } from './migrations/index.ts';
import { outboxOn } from './outbox.ts';
import { patchSetsOn } from './patch-sets.ts';
import { plansOn } from './plans.ts';
import { promotionsOn } from './promotions.ts';
import { readingsOn } from './readings.ts';
import { rolloutsOn } from './rollouts.ts';
import type { Database } from './schema.ts';
import { Transaction } from './transaction.ts';
import { Turns } from './turns.ts';

/** The database inside a data directory; SQLite keeps its log beside it as `-wal` and `-shm`. */
export const DATABASE_FILE = 'slipway.db';
/** Token digests, labels, what is exploitable where: nobody else's business on the controller's host. */
const DIRECTORY_MODE = 0o700;

/**
 * Opens the store of a data directory, which is made where there is none, and brings an older one to this version.
 * Refuses with `store-newer`, `store-full` or `store-damaged`; nothing was changed then.
 */
export const openSqliteStore = async ({
  dataDirectory,
}: {
  readonly dataDirectory: string;
}): Promise<Outcome<Store>> => {
  const path = join(dataDirectory, DATABASE_FILE);
  const opened: Connection[] = [];
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: DIRECTORY_MODE });
    const writer = openWriter(path);
    opened.push(writer);
    const found = storedVersion(writer);
    if (found > SCHEMA_VERSION) {
      writer.close();
      return refuse('store-newer', { found, known: SCHEMA_VERSION });
    }
    settleWriter(writer);
    migrate(writer);
    const reader = openReader(path);
    opened.push(reader);
    return ok(storeOn({ writer, reader, path }));
  } catch (error) {
    for (const connection of opened) connection.close();
    const why = reasonOf(error, path);
    if (why === null) throw new Error(`the store in ${dataDirectory} cannot be opened`, { cause: error });
    return { ok: false, reason: why };
  }
};

/** The store over two connections to one database that is of this version. */
export const storeOn = (files: {
  readonly writer: Connection;
  readonly reader: Connection;
  readonly path: string;
}): Store => {
  const writes = new Side(files.writer, 'write', files.path);
  const reads = new Side(files.reader, 'read', files.path);
  const inside = new AsyncLocalStorage<{ over: boolean }>();

  const run = async <T>(side: Side, work: (view: StoreView) => Promise<T>): Promise<T> => {
    if (inside.getStore()?.over === false) throw new Error('a read or write inside another would wait for itself');
    const here = { over: false };
    return await side
      .run((view) => inside.run(here, () => work(view)))
      .finally(() => {
        here.over = true;
      });
  };

  return {
    read: (work) => run(reads, work),
    write: (work) => run(writes, work),
    // The writer last: as the last connection it empties the log into the database.
    close: async () => {
      await reads.close();
      await writes.close();
    },
  };
};

/** One connection, on which transactions take turns. */
class Side {
  readonly #connection: Connection;
  readonly #queries: Kysely<Database>;
  readonly #purpose: 'read' | 'write';
  readonly #path: string;
  readonly #turns = new Turns();

  constructor(connection: Connection, purpose: 'read' | 'write', path: string) {
    this.#connection = connection;
    this.#queries = queriesOn(connection, purpose === 'write' ? 'begin immediate' : 'begin');
    this.#purpose = purpose;
    this.#path = path;
  }

  run<T>(work: (view: StoreView) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      try {
        const queries = await this.#queries.startTransaction().execute();
        return await this.#finish(queries, work);
      } catch (error) {
        throw inWordsOfThePort(error, this.#path);
      }
    });
  }

  async #finish<T>(queries: ControlledTransaction<Database>, work: (view: StoreView) => Promise<T>): Promise<T> {
    const stands = () => this.#connection.inTransaction;
    try {
      const result = await work(viewOn(new Transaction({ queries, purpose: this.#purpose, stands })));
      await queries.commit().execute();
      return result;
    } catch (error) {
      await queries.rollback().execute();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#turns.end();
    await this.#queries.destroy();
    this.#connection.close();
  }
}

/** Each subject made when it is asked for: a check-in asks for three, and all of them together have a hundred methods. */
const viewOn = (transaction: Transaction): StoreView => {
  const made = <T>(make: (on: Transaction) => T): (() => T) => {
    let subject: T | null = null;
    return () => (subject ??= make(transaction));
  };
  const [fleet, patchSets, plans, approvals] = [made(fleetOn), made(patchSetsOn), made(plansOn), made(approvalsOn)];
  const [rollouts, access, knowledge, exposures] = [
    made(rolloutsOn),
    made(accessOn),
    made(knowledgeOn),
    made(exposuresOn),
  ];
  const changeRequests = made(changeRequestsOn);
  const [readings, checklists] = [made(readingsOn), made(checklistsOn)];
  const promotions = made(promotionsOn);
  const outbox = made(outboxOn);
  return {
    get promotions() {
      return promotions();
    },
    get fleet() {
      return fleet();
    },
    get patchSets() {
      return patchSets();
    },
    get plans() {
      return plans();
    },
    get approvals() {
      return approvals();
    },
    get changeRequests() {
      return changeRequests();
    },
    get rollouts() {
      return rollouts();
    },
    get access() {
      return access();
    },
    get knowledge() {
      return knowledge();
    },
    get outbox() {
      return outbox();
    },
    get exposures() {
      return exposures();
    },
    get readings() {
      return readings();
    },
    get checklists() {
      return checklists();
    },
  };
};
