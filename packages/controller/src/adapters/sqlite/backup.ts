// A copy of the database while anybody writes to it.

import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import SqliteDatabase, { type Database as Connection } from 'better-sqlite3';
import { openReader } from './connection.ts';
import { reasonOf } from './failures.ts';
import { DATABASE_FILE } from './store.ts';

/** Pages of 4 KiB per step: a few milliseconds, between which the process does other things. */
const PAGES_PER_STEP = 1000;

/**
 * Copies the database of a data directory, as of one moment, into the file `destination`, which must not exist yet. Other
 * processes may read and write meanwhile; they are not held up, only the log is not emptied until the copy is done. The
 * copy is checked before it gets its name: what stands under `destination` is whole and synced. The check reads all of
 * it at one go, so this belongs into a process of its own (`slipway backup`), not into one that serves.
 * Refuses with `backup-refused`, `store-full` or `store-damaged`.
 */
export const backupDatabase = async (options: {
  readonly dataDirectory: string;
  readonly destination: string;
}): Promise<Outcome<{ readonly sizeBytes: number }>> => {
  const { destination } = options;
  const path = join(options.dataDirectory, DATABASE_FILE);
  if (!existsSync(path)) return refuse('backup-refused', { path: destination, detail: `there is no ${path}` });
  if (existsSync(destination)) return refuse('backup-refused', { path: destination, detail: 'it exists already' });
  const partial = `${destination}.partial`;
  try {
    await rm(partial, { force: true });
    await copyMoment(path, partial);
    if (!isWhole(partial)) {
      return refuse('store-damaged', { path, detail: 'its copy does not pass the integrity check' });
    }
    await sync(partial);
    await rename(partial, destination);
    await sync(dirname(destination));
    return ok({ sizeBytes: (await stat(destination)).size });
  } catch (error) {
    const why = reasonOf(error, destination);
    if (why === null) throw new Error(`the backup to ${destination} failed`, { cause: error });
    return { ok: false, reason: why };
  } finally {
    await rm(partial, { force: true });
  }
};

const copyMoment = async (path: string, partial: string): Promise<void> => {
  const source = openReader(path);
  try {
    holdMoment(source);
    await source.backup(partial, { progress: () => PAGES_PER_STEP });
  } finally {
    source.close();
  }
};

/** Without an open read the copy would begin again at every write of another process, and under load never end. */
const holdMoment = (source: Connection): void => {
  source.exec('begin');
  source.prepare('select count(*) from sqlite_schema').get();
};

const isWhole = (path: string): boolean => {
  const copy = new SqliteDatabase(path, { fileMustExist: true });
  try {
    return copy.pragma('integrity_check', { simple: true }) === 'ok';
  } finally {
    copy.close();
  }
};

const sync = async (path: string): Promise<void> => {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
};
