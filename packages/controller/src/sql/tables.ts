// A store as tables and rows, whatever each means: what moves a store from one database to another reads and compares it so.

import { createHash } from 'node:crypto';
import type { Cell } from './ready.ts';

export interface StoredTable {
  readonly name: string;
  /** Without those that the database computes. */
  readonly columns: readonly string[];
  /** In the order that every database can give them in again: by these columns, nothing before something, text by its bytes. */
  readonly order: readonly string[];
  readonly rows: () => Iterable<readonly Cell[]>;
}

/** What two tables have alike exactly where all rows are: how many, and a digest over all of them in their order. */
export interface TableCount {
  readonly rows: number;
  readonly digest: string;
}

export const countingRows = (): {
  readonly add: (row: readonly Cell[]) => void;
  readonly end: () => TableCount;
} => {
  const hash = createHash('sha256');
  let rows = 0;
  return {
    add: (row) => {
      rows += 1;
      hash.update(JSON.stringify(row)).update('\n');
    },
    end: () => ({ rows, digest: `sha256:${hash.digest('hex')}` }),
  };
};
