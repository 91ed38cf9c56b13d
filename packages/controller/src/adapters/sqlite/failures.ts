// What SQLite says, in the store's words.

import { type Reason, reason } from '@slipway/core/reasons';
import SqliteDatabase from 'better-sqlite3';
import { StoreFailure } from '../../ports/index.ts';

/** Deeper than anybody wraps an error. */
const CAUSES_MAX = 10;

/** What a read or write throws for an error of its work: the same one, unless the port has words for it. */
export const inWordsOfThePort = (error: unknown, path: string): unknown => {
  const why = reasonOf(error, path);
  if (why !== null) return new StoreFailure(why, { cause: error });
  const code = codeOf(error);
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return new Error('what was to be stored exists already under its name', { cause: error });
  }
  return error;
};

/** The reason of an error that an operator can put right, `null` for every other. */
export const reasonOf = (error: unknown, path: string): Reason | null => {
  const code = codeOf(error) ?? '';
  // The second: the shared memory beside the database could not grow.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return reason('store-full', { path });
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
    return reason('store-damaged', { path, detail: code });
  return null;
};

/** Through what a use case may have wrapped around it. */
const codeOf = (error: unknown): string | null => {
  let at: unknown = error;
  for (let depth = 0; depth < CAUSES_MAX && at instanceof Error; depth++) {
    if (at instanceof SqliteDatabase.SqliteError) return at.code;
    at = at.cause;
  }
  return null;
};
