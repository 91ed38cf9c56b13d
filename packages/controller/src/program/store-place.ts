// Where the store of a data directory is: in it, or in a database of PostgreSQL's that a file in it names once it was moved.

import { existsSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { DatabaseOption } from './arguments.ts';

const PLACE_FILE = 'database.json';
const EMBEDDED_FILE = 'slipway.db';
/** SQLite's log and its index go where the database goes. */
const BESIDE = ['', '-wal', '-shm'] as const;
const MOVED = '.moved';

/**
 * `null`: embedded. A directory whose own store was never moved is not served from elsewhere, where its hosts are unknown;
 * and one whose store was moved is not begun anew because somebody forgot an option.
 */
export const storePlace = async (
  dataDirectory: string,
  asked: DatabaseOption | null,
): Promise<Outcome<DatabaseOption | null>> => {
  const embedded = join(dataDirectory, EMBEDDED_FILE);
  if (asked !== null) {
    if (!existsSync(embedded)) return ok(asked);
    const detail = `${embedded} holds a store; move it there with migrate-store, or put it away`;
    return refuse('database-address-refused', { where: asked.url.replace(/\?.*$/s, ''), detail });
  }
  const path = join(dataDirectory, PLACE_FILE);
  return ok(existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as DatabaseOption) : null);
};

/** Embedded, and so part of what a backup of the directory holds. */
export const holdsItsStore = (dataDirectory: string): boolean => existsSync(join(dataDirectory, EMBEDDED_FILE));

/** From now on the directory's store is there. The old one keeps its rows under another name, which nothing opens. */
export const noteMoved = async (dataDirectory: string, { url, passwordFile }: DatabaseOption): Promise<string> => {
  const file = await open(join(dataDirectory, PLACE_FILE), 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ url, passwordFile })}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  const embedded = join(dataDirectory, EMBEDDED_FILE);
  for (const end of BESIDE) {
    if (existsSync(embedded + end)) await rename(embedded + end, `${embedded}${MOVED}${end}`);
  }
  return `${embedded}${MOVED}`;
};
