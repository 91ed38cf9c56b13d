// A whole store's rows into an empty database, all or nothing, and proven to be the same ones.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PoolClient } from 'pg';
import { type Cell, countingRows, type StoredTable, type TableCount } from '../../sql/index.ts';
import type { DatabaseAddress } from './address.ts';
import { clientPool, settle } from './connection.ts';
import { reasonOf } from './failures.ts';
import { WRITE_TURN } from './migrations/index.ts';

/** Rows of one statement, by number and by length: documents may be megabytes each. */
const ROWS_MAX = 2000;
const LENGTH_MAX = 4_000_000;
const ROWS_PER_LOOK = 5000;

export interface FilledTable extends TableCount {
  readonly name: string;
}

/**
 * Copies tables into the store of a database that `openPostgresStore` has made and nobody has used yet, in one
 * transaction; before its end every table is read again and compared by count and digest.
 * Refuses with `migration-refused` (something is there already, a table differs), `store-unreachable` or `store-full`;
 * nothing was stored then.
 */
export const fillPostgresStore = async (
  address: DatabaseAddress,
  tables: readonly StoredTable[],
): Promise<Outcome<readonly FilledTable[]>> => {
  const pool = clientPool(address, 'migrate-store');
  try {
    const client = await pool.connect();
    try {
      await settle(client);
      return await inOneTransaction(client, address, tables);
    } finally {
      client.release();
    }
  } catch (error) {
    const why = reasonOf(error, address.where);
    if (why === null) throw new Error(`the store cannot be copied into ${address.where}`, { cause: error });
    return { ok: false, reason: why };
  } finally {
    await pool.end();
  }
};

const inOneTransaction = async (
  client: PoolClient,
  { where }: DatabaseAddress,
  tables: readonly StoredTable[],
): Promise<Outcome<readonly FilledTable[]>> => {
  await client.query(`begin; select pg_advisory_xact_lock(${WRITE_TURN})`);
  let done = false;
  try {
    const filled: FilledTable[] = [];
    for (const table of tables) {
      if (await hasRows(client, table.name))
        return refuse('migration-refused', { where, detail: `its table ${table.name} holds rows already` });
      const before = await fill(client, table);
      const after = await countStored(client, table);
      if (before.rows !== after.rows || before.digest !== after.digest)
        return refuse('migration-refused', {
          where,
          detail: `its table ${table.name} has ${after.rows} rows of ${before.rows}, or others`,
        });
      filled.push({ name: table.name, ...after });
    }
    await client.query('commit');
    done = true;
    return ok(filled);
  } finally {
    if (!done) await client.query('rollback');
  }
};

const hasRows = async (client: PoolClient, name: string): Promise<boolean> => {
  const { rowCount } = await client.query(`select 1 from ${name} limit 1`);
  return (rowCount ?? 0) > 0;
};

const fill = async (client: PoolClient, table: StoredTable): Promise<TableCount> => {
  const { name } = table;
  const counting = countingRows();
  // What triggers would mark is copied as it is.
  await client.query(`alter table ${name} disable trigger user`);
  let chunk: (readonly Cell[])[] = [];
  let length = 0;
  for (const row of table.rows()) {
    counting.add(row);
    chunk.push(row);
    length += row.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0);
    if (chunk.length < ROWS_MAX && length < LENGTH_MAX) continue;
    await insert(client, table, chunk);
    chunk = [];
    length = 0;
  }
  if (chunk.length > 0) await insert(client, table, chunk);
  await client.query(`alter table ${name} enable trigger user`);
  await raiseNumbers(client, name);
  return counting.end();
};

const insert = async (
  client: PoolClient,
  { name, columns }: StoredTable,
  rows: readonly (readonly Cell[])[],
): Promise<void> => {
  const named = rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])));
  const list = columns.join(', ');
  await client.query(
    `insert into ${name} (${list}) select ${list} from json_populate_recordset(cast(null as ${name}), cast($1 as json))`,
    [JSON.stringify(named)],
  );
};

/** Numbers that the database gives from now on come after those that were copied. */
const raiseNumbers = async (client: PoolClient, name: string): Promise<void> => {
  const { rows } = await client.query<{ column_name: string }>(
    `select column_name from information_schema.columns
     where table_schema = current_schema() and table_name = $1 and is_identity = 'YES'`,
    [name],
  );
  for (const { column_name: column } of rows) {
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${column}), 0) + 1, false) from ${name}`,
      [name, column],
    );
  }
};

const countStored = async (client: PoolClient, { name, columns, order }: StoredTable): Promise<TableCount> => {
  const counting = countingRows();
  const by = order.map((column) => `${column} nulls first`).join(', ');
  await client.query(`declare stored no scroll cursor for select ${columns.join(', ')} from ${name} order by ${by}`);
  for (;;) {
    const { rows } = await client.query<Cell[]>({ text: `fetch ${ROWS_PER_LOOK} from stored`, rowMode: 'array' });
    for (const row of rows) counting.add(row);
    if (rows.length < ROWS_PER_LOOK) break;
  }
  await client.query('close stored');
  return counting.end();
};
