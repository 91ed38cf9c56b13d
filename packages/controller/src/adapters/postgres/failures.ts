// What PostgreSQL, its driver and the network say, in the store's words.

import { type Reason, reason } from '@slipway/core/reasons';
import { AbortedTransactionError } from 'kysely';
import { StoreFailure } from '../../ports/index.ts';
import { NEWER_STATE } from './connection.ts';
import { SCHEMA_VERSION } from './migrations/index.ts';

/** Deeper than anybody wraps an error. */
const CAUSES_MAX = 10;

/** disk_full, and a file system that says so itself. */
const FULL: ReadonlySet<string> = new Set(['53100', 'ENOSPC']);
/** data_corrupted, index_corrupted. */
const DAMAGED: ReadonlySet<string> = new Set(['XX001', 'XX002']);
const UNIQUE_VIOLATION = '23505';

/**
 * Nobody answers, or somebody who takes no writes: a restart, a failover, a network that is away, a turn that did not come,
 * a session that PostgreSQL ended because its controller had stopped in it.
 */
const UNREACHABLE: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['ENOENT', 'EACCES'],
  // admin_shutdown, crash_shutdown, cannot_connect_now, idle_in_transaction_session_timeout
  ...['57P01', '57P02', '57P03', '25P03'],
  // read_only_sql_transaction: a standby. lock_not_available, query_canceled, too_many_connections
  ...['25006', '55P03', '57014', '53300'],
  // invalid_password, invalid_authorization, no such database
  ...['28P01', '28000', '3D000'],
]);
/** The driver's own words where it has no code for them (pg 8.23). */
const DRIVER_SAYS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;

/** What a read or write throws for an error of its work: the same one, unless the port has words for it. */
export const inWordsOfThePort = (error: unknown, where: string): unknown => {
  const why = reasonOf(error, where);
  if (why !== null) return new StoreFailure(why, { cause: error });
  if (partOf(error, ({ code }) => code === UNIQUE_VIOLATION) !== null)
    return new Error('what was to be stored exists already under its name', { cause: error });
  if (error instanceof AbortedTransactionError)
    return new Error('a write went on after the database had refused a part of it; nothing of it was stored', {
      cause: error,
    });
  return error;
};

/** The reason of an error that an operator can put right, `null` for every other. */
export const reasonOf = (error: unknown, where: string): Reason | null => {
  if (partOf(error, ({ code }) => FULL.has(code)) !== null) return reason('store-full', { path: where });
  const newer = partOf(error, ({ code }) => code === NEWER_STATE);
  if (newer !== null) return reason('store-newer', { found: Number(newer), known: SCHEMA_VERSION });
  const damaged = partOf(error, ({ code }) => DAMAGED.has(code));
  if (damaged !== null) return reason('store-damaged', { path: where, detail: damaged });
  const away = partOf(
    error,
    ({ code, message }) => UNREACHABLE.has(code) || code.startsWith('08') || DRIVER_SAYS.test(message),
  );
  return away === null ? null : reason('store-unreachable', { where, detail: away });
};

/** The message of the first error, through what a use case may have wrapped around it, that is one of these. */
const partOf = (
  error: unknown,
  isOne: (said: { readonly code: string; readonly message: string }) => boolean,
): string | null => {
  let at: unknown = error;
  for (let depth = 0; depth < CAUSES_MAX && at instanceof Error; depth++) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    if (isOne({ code, message: at.message })) return at.message === '' ? code : at.message;
    at = at.cause;
  }
  return null;
};
