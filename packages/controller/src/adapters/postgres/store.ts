import { type Outcome, ok, type Reason, refuse } from '@slipway/core/reasons';
import type { ControlledTransaction, Kysely } from 'kysely';
import type { PoolClient } from 'pg';
import type { Store, StoreView } from '../../ports/index.ts';
import { type Database, refusingNested, Transaction, Turns, viewOn } from '../../sql/index.ts';
import type { DatabaseAddress } from './address.ts';
import { clientPool, queriesOn, settle } from './connection.ts';
import { inWordsOfThePort, reasonOf } from './failures.ts';
import { migrate, SCHEMA_VERSION, storedVersion } from './migrations/index.ts';

/** `numeric` sums and generated columns are older; what is tested is what Debian 12 brings. */
const SERVER_VERSION_MIN = 150_000;

/**
 * Opens the store in a database, and brings an older one to this version. Other controllers may be using it.
 * Refuses with `store-newer`, `store-unreachable`, `store-full`, `store-damaged` or `database-address-refused` (a server
 * that is too old, or whose encoding is not UTF-8); nothing was changed then.
 */
export const openPostgresStore = async (address: DatabaseAddress): Promise<Outcome<Store>> =>
  await opened(address, migrate);

/**
 * The same for reading alone, as it is: an older one is left of its version. Refuses with `store-older` besides.
 */
export const lookAtPostgresStore = async (address: DatabaseAddress): Promise<Outcome<Pick<Store, 'read' | 'close'>>> =>
  await opened(address, null);

const opened = async (address: DatabaseAddress, bring: typeof migrate | null): Promise<Outcome<Store>> => {
  try {
    const why = await prepare(address, bring);
    return why === null ? ok(storeOn(address)) : { ok: false, reason: why };
  } catch (error) {
    const why = reasonOf(error, address.where);
    if (why === null) throw new Error(`the store in ${address.where} cannot be opened`, { cause: error });
    return { ok: false, reason: why };
  }
};

const prepare = async (address: DatabaseAddress, bring: typeof migrate | null): Promise<Reason | null> => {
  const pool = clientPool(address, 'start');
  try {
    const client = await pool.connect();
    try {
      await settle(client);
      const unfit = await unfitness(client);
      if (unfit !== null)
        return reasonFrom(refuse('database-address-refused', { where: address.where, detail: unfit }));
      const found = await storedVersion(client);
      if (found > SCHEMA_VERSION) return reasonFrom(refuse('store-newer', { found, known: SCHEMA_VERSION }));
      if (bring !== null) await bring(client);
      else if (found < SCHEMA_VERSION) return reasonFrom(refuse('store-older', { found, known: SCHEMA_VERSION }));
      return null;
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
};

const reasonFrom = (refused: { readonly ok: false; readonly reason: Reason }): Reason => refused.reason;

const unfitness = async (client: PoolClient): Promise<string | null> => {
  const { rows } = await client.query<{ version: number; encoding: string }>(
    "select cast(current_setting('server_version_num') as integer) as version, current_setting('server_encoding') as encoding",
  );
  const { version = 0, encoding = 'unknown' } = rows[0] ?? {};
  if (version < SERVER_VERSION_MIN) return `PostgreSQL 15 or later is needed, this is ${version}`;
  return encoding === 'UTF8' ? null : `the encoding of the database is ${encoding}, not UTF8`;
};

/** The store over a database that is of this version. */
const storeOn = (address: DatabaseAddress): Store => {
  const writing = queriesOn(address, 'write');
  const reading = queriesOn(address, 'read');
  const alone = refusingNested();
  // Within this controller in the order in which they were asked for; among controllers by the database's turn.
  const turns = new Turns();
  const reads = new Set<Promise<unknown>>();
  let closed = false;

  return {
    read: (work) =>
      alone(work, (guarded) => {
        if (closed) return Promise.reject(new Error('the store is closed'));
        const read = within({ queries: reading, purpose: 'read', address }, guarded);
        const over = read.then(forget, forget);
        reads.add(over);
        function forget(): void {
          reads.delete(over);
        }
        return read;
      }),
    write: (work) =>
      alone(work, (guarded) => turns.take(() => within({ queries: writing, purpose: 'write', address }, guarded))),
    close: async () => {
      closed = true;
      await Promise.all([turns.end(), ...reads]);
      await Promise.all([writing.destroy(), reading.destroy()]);
    },
  };
};

interface Side {
  readonly queries: Kysely<Database>;
  readonly purpose: 'read' | 'write';
  readonly address: DatabaseAddress;
}

const within = async <T>(side: Side, work: (view: StoreView) => Promise<T>): Promise<T> => {
  try {
    return await finish(side, await side.queries.startTransaction().execute(), work);
  } catch (error) {
    throw inWordsOfThePort(error, side.address.where);
  }
};

const finish = async <T>(
  { purpose }: Side,
  queries: ControlledTransaction<Database>,
  work: (view: StoreView) => Promise<T>,
): Promise<T> => {
  try {
    // A statement that failed ends the transaction, and PostgreSQL refuses every further one by itself.
    const result = await work(viewOn(new Transaction({ queries, purpose, stands: () => true })));
    await queries.commit().execute();
    return result;
  } catch (error) {
    await queries.rollback().execute();
    throw error;
  }
};
