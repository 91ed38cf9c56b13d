// All of a store's tables, for moving them into another database.

import { join } from 'node:path';
import type { Database as Connection } from 'better-sqlite3';
import type { Cell, StoredTable } from '../../sql/index.ts';
import { openReader } from './connection.ts';
import { DATABASE_FILE } from './store.ts';

/** Which version each row is of is the database's own affair. */
const NOT_MOVED = 'schema_version';

/**
 * Runs `work` over one moment of the store of a data directory, which must be of this version and in nobody's use.
 * A table that refers to another comes after it.
 */
export const withSqliteTables = async <T>(
  dataDirectory: string,
  work: (tables: readonly StoredTable[]) => Promise<T>,
): Promise<T> => {
  const reader = openReader(join(dataDirectory, DATABASE_FILE));
  try {
    reader.exec('begin');
    return await work(tablesOf(reader));
  } finally {
    reader.close();
  }
};

const tablesOf = (reader: Connection): readonly StoredTable[] => {
  const names = reader
    .prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all()
    .filter((name) => name !== NOT_MOVED);
  const ordered = new Set<string>();
  const take = (name: string): void => {
    if (ordered.has(name)) return;
    for (const other of referredBy(reader, name)) if (other !== name) take(other);
    ordered.add(name);
  };
  for (const name of names) take(name);
  return [...ordered].map((name) => tableOf(reader, name));
};

const referredBy = (reader: Connection, name: string): readonly string[] =>
  reader.prepare<[string], string>('select "table" from pragma_foreign_key_list(?)').pluck().all(name);

const tableOf = (reader: Connection, name: string): StoredTable => {
  const found = reader
    .prepare<[string], { name: string; pk: number; hidden: number }>(
      'select name, pk, hidden from pragma_table_xinfo(?) order by cid',
    )
    .all(name);
  const columns = found.filter(({ hidden }) => hidden === 0).map((column) => column.name);
  const key = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const order = key.length > 0 ? key.map((column) => column.name) : columns;
  const rows = reader
    .prepare<[], readonly Cell[]>(`select ${columns.join(', ')} from ${name} order by ${order.join(', ')}`)
    .raw();
  return { name, columns, order, rows: () => rows.iterate() };
};
