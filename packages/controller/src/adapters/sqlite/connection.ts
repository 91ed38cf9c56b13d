// The two connections, and how Kysely gets at them.

import SqliteDatabase, { type Database as Connection } from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type RawNode,
  SqliteDialect,
  SqliteDriver,
  SqliteQueryCompiler,
} from 'kysely';
import { type Database, wordsIn } from '../../sql/index.ts';

/**
 * How long a statement waits while another process (a backup, a second controller by mistake) holds the database. Their
 * transactions last milliseconds; five seconds is a disk that hangs.
 */
const BUSY_TIMEOUT_MS = 5000;
/** Pages kept in memory per connection: the index of 6 million host packages is 60 MB, its upper levels far less. */
const CACHE_KB = 32_768;
/** There are about a hundred different statements, and as many again for the last, shorter rows of long lists. */
const STATEMENTS_KEPT = 256;

/** For everything that changes. Leaves the file as it is, also an empty one: `settleWriter` comes once it is known to be ours. */
export const openWriter = (path: string): Connection => new SqliteDatabase(path, { timeout: BUSY_TIMEOUT_MS });

export const settleWriter = (connection: Connection): void => {
  connection.pragma('journal_mode = wal');
  // What a write promised must be on the disk when it returns: in WAL mode only FULL syncs at every commit.
  connection.pragma('synchronous = full');
  connection.pragma('foreign_keys = on');
  connection.pragma(`cache_size = -${CACHE_KB}`);
};

/** For reads: they see the last commit and are not held up by whoever writes. */
export const openReader = (path: string): Connection => {
  const connection = new SqliteDatabase(path, { timeout: BUSY_TIMEOUT_MS, readonly: true, fileMustExist: true });
  connection.pragma(`cache_size = -${CACHE_KB}`);
  return connection;
};

export const queriesOn = (connection: Connection, begin: 'begin immediate' | 'begin'): Kysely<Database> =>
  new Kysely<Database>({ dialect: new StoreDialect(connection, begin) });

class StoreDialect extends SqliteDialect {
  readonly #connection: Connection;
  readonly #begin: string;

  constructor(connection: Connection, begin: string) {
    super({ database: connection });
    this.#connection = connection;
    this.#begin = begin;
  }

  override createDriver(): SqliteDriver {
    return new StoreDriver(this.#connection, this.#begin);
  }

  override createQueryCompiler(): SqliteQueryCompiler {
    return new StoreCompiler();
  }
}

class StoreCompiler extends SqliteQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    super.visitRaw(wordsIn('sqlite', node));
  }
}

class StoreDriver extends SqliteDriver {
  readonly #connection: Connection;
  readonly #begin: string;

  constructor(connection: Connection, begin: string) {
    super({ database: keepingStatements(connection) });
    this.#connection = connection;
    this.#begin = begin;
  }

  /** A write takes the right to write at once, so that what it reads first is still so when it writes. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.#begin));
  }

  /** A full disk makes SQLite roll back by itself; a second rollback would hide the error that tells so. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#connection.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Compiling a statement costs more than running most of ours, and Kysely makes the same text every time. */
const keepingStatements = (connection: Connection) => {
  const kept = new Map<string, ReturnType<Connection['prepare']>>();
  return {
    close: () => connection.close(),
    prepare: (text: string) => {
      const statement = kept.get(text) ?? connection.prepare(text);
      kept.delete(text);
      kept.set(text, statement);
      const [oldest] = kept.keys();
      if (kept.size > STATEMENTS_KEPT && oldest !== undefined) kept.delete(oldest);
      return statement;
    },
  };
};
