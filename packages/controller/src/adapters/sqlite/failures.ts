// What SQLite says, in the store's words.

import { type Reason, reason } from '@slipway/core/reasons';
import SqliteDatabase from 'better-sqlite3';

/** Deeper than anybody wraps an error. */
const CAUSES_MAX = 10;

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
