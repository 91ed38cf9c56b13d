// What SQLite says, in the store's words.

import { type Reason, reason } from '@slipway/core/reasons';
import { StoreFailure } from '../../ports/index.ts';

/** Deeper than anybody wraps an error. */
const CAUSES_MAX = 10;

/** From SQLite, from the shared memory beside the database that could not grow, and from making directories. */
const FULL: ReadonlySet<string> = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC']);

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
  if (FULL.has(code)) return reason('store-full', { path });
  const damaged = code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');
  return damaged ? reason('store-damaged', { path, detail: code }) : null;
};

/** SQLite's or the file system's, through what a use case may have wrapped around it. */
const codeOf = (error: unknown): string | null => {
  let at: unknown = error;
  for (let depth = 0; depth < CAUSES_MAX && at instanceof Error; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    at = at.cause;
  }
  return null;
};
