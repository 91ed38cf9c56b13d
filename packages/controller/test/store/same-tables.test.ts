// Two stores with one set of queries: what one has and the other lacks would show in the first question about it.

import { join } from 'node:path';
import { databaseAddress, openPostgresStore } from '@slipway/controller/store/postgres';
import { startPostgres } from '@slipway/testkit/postgres';
import SqliteDatabase from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { aDirectory, openStore } from './support.ts';

/** PostgreSQL's alone: SQLite gives every row a number by itself. */
const OF_POSTGRES = ['delivery.number'];

it('SQLite and PostgreSQL have the same tables and columns', async () => {
  const directory = await aDirectory();
  await (await openStore(directory)).close();
  const sqlite = new SqliteDatabase(join(directory, 'slipway.db'), { readonly: true });
  onTestFinished(() => {
    sqlite.close();
  });
  const ofSqlite = sqlite
    .prepare<[], string>(
      `select its.name || '.' || column.name from sqlite_schema as its, pragma_table_xinfo(its.name) as column
       where its.type = 'table' and its.name not like 'sqlite_%'`,
    )
    .pluck()
    .all();

  const cluster = await startPostgres({ durable: false });
  onTestFinished(() => cluster.stop());
  await cluster.createDatabase('slipway');
  const address = await databaseAddress(cluster.url('slipway'), null);
  const opened = address.ok ? await openPostgresStore(address.value) : address;
  if (!opened.ok) throw new Error(`refused: ${opened.reason.code}`);
  await opened.value.close();
  const ofPostgres = await cluster.ask(
    'slipway',
    "select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'",
  );
  expect([...ofPostgres].sort()).toEqual([...ofSqlite, ...OF_POSTGRES].sort());
}, 120_000);
