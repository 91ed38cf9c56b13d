// Rows that two writers may want, by their revision: a document beside the columns that it is looked up by. Their
// statements are texts made once: a check-in saves such a row, and Kysely's types say nothing of a table that is a
// parameter. Nothing in them is SQLite's own but the question marks, which are `readyQuery`'s affair.

import type { Versioned } from '../ports/index.ts';
import { readDocument as readAnew, writeDocument } from './documents.ts';
import { type Cell, readyQuery } from './ready.ts';
import type { Database } from './schema.ts';
import type { Transaction } from './transaction.ts';

export interface RevisionRow {
  readonly revision: number;
  readonly document: string;
}

type VersionedTable = {
  [Table in keyof Database]: Database[Table] extends RevisionRow ? Table : never;
}[keyof Database];

/** Neither those of every such row nor what the database gives by itself. */
type Columns<Table extends VersionedTable> = {
  [Column in Exclude<keyof Database[Table], keyof RevisionRow> as Database[Table][Column] extends Cell
    ? Column & string
    : never]: Database[Table][Column] & Cell;
};

interface VersionedRows<Value extends object> {
  /** Throws where the key is taken. */
  readonly add: (value: Value) => Promise<void>;
  readonly find: (key: string | number) => Promise<Versioned<Value> | null>;
  /** `false`: the stored revision is another one, or there is no such row. */
  readonly save: (versioned: Versioned<Value>) => Promise<boolean>;
  readonly read: (row: RevisionRow) => Versioned<Value>;
}

export const versionedRows = <Value extends object, Table extends VersionedTable>(kind: {
  readonly table: Table;
  /** Names a row for good; a save writes all the others. */
  readonly key: keyof Columns<Table>;
  readonly columns: { readonly [Column in keyof Columns<Table>]: (value: Value) => Columns<Table>[Column] };
  /** How a document is read; `readDocument` unless told. */
  readonly readDocument?: (text: string, what: string) => Value;
}): ((transaction: Transaction) => VersionedRows<Value>) => {
  const { table, key } = kind;
  const keyOf = kind.columns[key];
  const others = Object.entries<(value: Value) => Cell>(kind.columns).filter(([name]) => name !== key);
  const names = [...others.map(([name]) => name), 'document', 'revision', key];
  const cellsOf = (value: Value) => [...others.map(([, cellOf]) => cellOf(value)), writeDocument(value)];

  const insert = readyQuery<never>(
    `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
  );
  const select = readyQuery<RevisionRow>(`select revision, document from ${table} where ${key} = ?`);
  const update = readyQuery<{ readonly revision: number }>(
    `update ${table} set ${others.map(([name]) => `${name} = ?, `).join('')}document = ?, revision = revision + 1
    where ${key} = ? and revision = ? returning revision`,
  );
  const what = table.replaceAll('_', ' ');
  const { readDocument = readAnew<Value> } = kind;
  const read = ({ revision, document }: RevisionRow) => ({ revision, value: readDocument(document, what) });

  return (transaction) => ({
    async add(value) {
      await insert(transaction.changing, ...cellsOf(value), 1, keyOf(value));
    },
    async find(wanted) {
      const [row] = await select(transaction.reading, wanted);
      return row === undefined ? null : read(row);
    },
    async save({ revision, value }) {
      const saved = await update(transaction.changing, ...cellsOf(value), keyOf(value), revision);
      return saved.length > 0;
    },
    read,
  });
};
