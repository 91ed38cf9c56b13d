import type { Versioned } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { Table } from './table.ts';

/** Rows that two writers may want, by their revision. */
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
