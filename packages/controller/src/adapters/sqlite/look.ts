// The store of a data directory as it is, for reading alone: while its controller runs, too.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Database as Connection } from 'better-sqlite3';
import type { Store } from '../../ports/index.ts';
import { openReader } from './connection.ts';
import { reasonOf } from './failures.ts';
import { SCHEMA_VERSION, storedVersion } from './migrations/index.ts';
import { DATABASE_FILE, storeOn } from './store.ts';

/**
 * Nothing is made, and an older one is not brought to this version. All of it is read for its integrity at one go, so that
 * this belongs into a process of its own. Refuses with `store-missing`, `store-older`, `store-newer`, `store-full` or `store-damaged`.
 */
export const lookAtSqliteStore = async (dataDirectory: string): Promise<Outcome<Pick<Store, 'read' | 'close'>>> => {
  const path = join(dataDirectory, DATABASE_FILE);
  if (!existsSync(path)) return refuse('store-missing', { path });
  const opened: Connection[] = [];
  const refused = (outcome: Outcome<never>): Outcome<never> => {
    for (const connection of opened) connection.close();
    return outcome;
  };
  try {
    const reader = openReader(path);
    opened.push(reader);
    const found = storedVersion(reader);
    if (found > SCHEMA_VERSION) return refused(refuse('store-newer', { found, known: SCHEMA_VERSION }));
    if (found < SCHEMA_VERSION) return refused(refuse('store-older', { found, known: SCHEMA_VERSION }));
    const whole = String(reader.pragma('quick_check(1)', { simple: true }));
    if (whole !== 'ok') return refused(refuse('store-damaged', { path, detail: whole }));
    // Nobody is given a way to write, and SQLite refuses it on this connection besides.
    const second = openReader(path);
    opened.push(second);
    return ok(storeOn({ writer: second, reader, path }));
  } catch (error) {
    const why = reasonOf(error, path);
    if (why === null) throw new Error(`the store in ${dataDirectory} cannot be looked at`, { cause: error });
    return refused({ ok: false, reason: why });
  }
};
