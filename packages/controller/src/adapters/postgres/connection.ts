// The connections, and how Kysely gets at them.

import { CompiledQuery, Kysely, PostgresDialect, PostgresDriver, PostgresQueryCompiler, type RawNode } from 'kysely';
import { type ClientBase, Pool, type PoolConfig, types } from 'pg';
import { type Database, wordsIn } from '../../sql/index.ts';
import type { DatabaseAddress } from './address.ts';
import { SCHEMA_VERSION, WRITE_TURN } from './migrations/index.ts';

/** A database that restarts answers within a second or two; one that is away is told before an agent's own patience ends. */
const CONNECT_MS_MAX = 5000;
/**
 * How long a session may hold a transaction open and ask nothing. The work of one waits for nothing but the store, so that
 * only a controller that stands still (SIGSTOP, a frozen machine) reaches it: then PostgreSQL ends the session, the turn to
 * write is free, and what the controller had begun is undone. Well below the 30 s of a claim.
 */
export const IDLE_IN_TRANSACTION_MS_MAX = 10_000;
/** The turn to write: longer than a session that stands still may hold it, shorter than an HTTP client waits. */
const TURN_MS_MAX = 25_000;
/** A network that is gone without a word: PostgreSQL and this side both give up. Closing the longest import takes seconds. */
const ANSWER_MS_MAX = 120_000;
const SILENT_MS_MAX = 20_000;
/** Questions of people and check-ins beside each other; each is a process of PostgreSQL's (10 MB). */
const READERS_MAX = 6;

/** Counts are `bigint` and sums `numeric`, which the driver would give as text; ours are far below 2^53. */
const NUMBERS: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC]);
const ownTypes = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    NUMBERS.has(oid)
      ? (text: string) => Number(text)
      : types.getTypeParser(oid, format as 'text')) as typeof types.getTypeParser,
};

/** Kysely's own, which it does not name. */
type Connection = Parameters<PostgresDriver['rollbackTransaction']>[0];

const poolOf = (address: DatabaseAddress, name: string, max: number): Pool => {
  const config: PoolConfig = {
    ...address.client,
    types: ownTypes,
    max,
    min: 0,
    application_name: `slipway ${name}`,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    keepAliveInitialDelayMillis: SILENT_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
  };
  const pool = new Pool(config);
  // A connection that PostgreSQL ended, idle or within a transaction between two statements: the pool makes another, and
  // the next statement on this one says so. Without a listener either would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};

/**
 * Of every session, once. What was promised must be on the disk (and on the standby, where the operator has one that must
 * have it) when a commit returns, whatever the database's own default is.
 */
const SETTLE = `
  select set_config('idle_in_transaction_session_timeout', '${IDLE_IN_TRANSACTION_MS_MAX}', false),
    set_config('lock_timeout', '${TURN_MS_MAX}', false), set_config('statement_timeout', '${ANSWER_MS_MAX}', false),
    set_config('tcp_user_timeout', '${SILENT_MS_MAX}', false), set_config('jit', 'off', false),
    set_config('timezone', 'UTC', false),
    case when current_setting('synchronous_commit') in ('off', 'local')
      then set_config('synchronous_commit', 'on', false) end`;

/** Of the error below, among those that PostgreSQL itself has (no class of its begins with these letters). */
export const NEWER_STATE = 'SLW01';

/**
 * A controller of a newer version may have changed the tables since this one opened them. From then on this one neither writes
 * nor answers: it cannot know what the rows mean. The message is the version that was found.
 */
const OF_THIS_VERSION = `
  do $$
  declare found integer;
  begin
    select max(version) into found from schema_version;
    if found > ${SCHEMA_VERSION} then raise exception '%', found using errcode = '${NEWER_STATE}'; end if;
  end $$`;

/** The turn is taken before anything is read: what a write reads first is still so when it writes, over all controllers. */
const BEGIN = {
  write: `begin; select pg_advisory_xact_lock(${WRITE_TURN}); ${OF_THIS_VERSION}`,
  read: `begin isolation level repeatable read read only; ${OF_THIS_VERSION}`,
} as const;

export const queriesOn = (address: DatabaseAddress, purpose: 'read' | 'write'): Kysely<Database> => {
  const pool = poolOf(address, purpose, purpose === 'write' ? 1 : READERS_MAX);
  return new Kysely<Database>({ dialect: new StoreDialect(pool, BEGIN[purpose]) });
};

/** For what is not asked through the port: making tables, copying into them, hints. */
export const clientPool = (address: DatabaseAddress, name: string): Pool => poolOf(address, name, 1);

export const settle = async (client: ClientBase): Promise<void> => {
  await client.query(SETTLE);
};

class StoreDialect extends PostgresDialect {
  readonly #pool: Pool;
  readonly #begin: string;

  constructor(pool: Pool, begin: string) {
    super({ pool });
    this.#pool = pool;
    this.#begin = begin;
  }

  override createDriver(): PostgresDriver {
    return new StoreDriver(this.#pool, this.#begin);
  }

  override createQueryCompiler(): PostgresQueryCompiler {
    return new StoreCompiler();
  }
}

class StoreDriver extends PostgresDriver {
  readonly #begin: string;

  constructor(pool: Pool, begin: string) {
    super({
      pool,
      onCreateConnection: async (connection) => {
        await connection.executeQuery(CompiledQuery.raw(SETTLE));
      },
    });
    this.#begin = begin;
  }

  override async beginTransaction(connection: Connection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw(this.#begin));
    } catch (error) {
      // The turn did not come, and the transaction that waited for it is still open; a broken connection says so by itself.
      await this.rollbackTransaction(connection);
      throw error;
    }
  }

  /** A broken connection is thrown away with its transaction; a second error would hide the one that tells so. */
  override async rollbackTransaction(connection: Connection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch {
      // Kysely has marked it; what made the transaction fail is on its way up.
    }
  }
}

class StoreCompiler extends PostgresQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    super.visitRaw(wordsIn('postgres', node));
  }
}
