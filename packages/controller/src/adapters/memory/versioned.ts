// Rows that two writers may want, by their revision.

import { mapPage, type Page, type PageRequest, type Versioned } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import { pageNewestFirst } from './pages.ts';
import type { Table } from './table.ts';
import type { Tables, Transaction } from './transaction.ts';

interface VersionedRows<T extends object> {
  /** Throws where the key is taken. */
  readonly add: (value: T) => Promise<void>;
  readonly find: (key: string) => Promise<Versioned<T> | null>;
  readonly save: (versioned: Versioned<T>) => Promise<boolean>;
  readonly newestFirst: (request: PageRequest) => Promise<Page<T>>;
  /** Oldest first. */
  readonly all: () => readonly Versioned<T>[];
}

export const versionedRows = <T extends object>(
  transaction: Transaction,
  tableOf: (tables: Tables) => Table<Versioned<T>>,
  keyOf: (value: T) => string,
): VersionedRows<T> => ({
  async add(value) {
    addVersioned(tableOf(transaction.changing), keyOf(value), value);
  },
  async find(key) {
    return tableOf(transaction.reading).get(key) ?? null;
  },
  async save(versioned) {
    return saveVersioned(tableOf(transaction.changing), keyOf(versioned.value), versioned);
  },
  async newestFirst(request) {
    const page = pageNewestFirst(tableOf(transaction.reading).byArrival(), request);
    return mapPage(page, ({ value }) => value);
  },
  all: () => tableOf(transaction.reading).values(),
});

export const addVersioned = <T extends object>(table: Table<Versioned<T>>, key: string, value: T): void =>
  table.add(key, { revision: 1, value: copyOf(value) });

/** `false`: the stored revision is another one, or there is no such row. */
export const saveVersioned = <T extends object>(
  table: Table<Versioned<T>>,
  key: string,
  { revision, value }: Versioned<T>,
): boolean => {
  if (table.get(key)?.revision !== revision) return false;
  table.set(key, { revision: revision + 1, value: copyOf(value) });
  return true;
};
