import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Database as Connection } from 'better-sqlite3';
import type { ControlledTransaction, Kysely } from 'kysely';
import type { Store, StoreView } from '../../ports/index.ts';
import { type Database, refusingNested, Transaction, Turns, viewOn } from '../../sql/index.ts';
import { openReader, openWriter, queriesOn, settleWriter } from './connection.ts';
import { EventLoopTurn } from './event-loop-turn.ts';
import { inWordsOfThePort, reasonOf } from './failures.ts';
import { migrate, SCHEMA_VERSION, storedVersion } from './migrations/index.ts';

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
  const loopTurn = new EventLoopTurn();
  const writes = new Side(files.writer, { purpose: 'write', path: files.path, loopTurn });
  const reads = new Side(files.reader, { purpose: 'read', path: files.path, loopTurn });
  const alone = refusingNested();
  const run = <T>(side: Side, work: (view: StoreView) => Promise<T>): Promise<T> =>
    alone(work, (guarded) => side.run(guarded));

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

interface SideOptions {
  readonly purpose: 'read' | 'write';
  readonly path: string;
  readonly loopTurn: EventLoopTurn;
}

/** One connection, on which transactions take turns. */
class Side {
  readonly #connection: Connection;
  readonly #queries: Kysely<Database>;
  readonly #options: SideOptions;
  readonly #turns = new Turns();

  constructor(connection: Connection, options: SideOptions) {
    this.#connection = connection;
    this.#queries = queriesOn(connection, options.purpose === 'write' ? 'begin immediate' : 'begin');
    this.#options = options;
  }

  run<T>(work: (view: StoreView) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      await this.#options.loopTurn.give();
      try {
        const queries = await this.#queries.startTransaction().execute();
        return await this.#finish(queries, work);
      } catch (error) {
        throw inWordsOfThePort(error, this.#options.path);
      }
    });
  }

  async #finish<T>(queries: ControlledTransaction<Database>, work: (view: StoreView) => Promise<T>): Promise<T> {
    const stands = () => this.#connection.inTransaction;
    try {
      const result = await work(viewOn(new Transaction({ queries, purpose: this.#options.purpose, stands })));
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
