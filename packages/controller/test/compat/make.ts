// Freezes a database of this version: `node packages/controller/test/compat/make.ts fixtures/compat/2`, before the version
// is released; until then it may be removed and made again. Afterwards never: later versions must read it as it is.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openSqliteStore } from '@slipway/controller/store/sqlite';
import { fillStore, readEverything } from '@slipway/testkit/compat';
import SqliteDatabase from 'better-sqlite3';

const FILES = ['slipway.db', 'store.json'];

/** A database, and beside it what is read out of it through the port; both, or nothing. */
export const makeFrozen = async (directory: string, version: string): Promise<void> => {
  for (const name of FILES) {
    if (existsSync(join(directory, name))) throw new Error(`${join(directory, name)} is frozen`);
  }
  const making = mkdtempSync(join(tmpdir(), 'slipway-frozen-'));
  try {
    const contents = await makeIn(making, version);
    writeFileSync(join(making, 'store.json'), `${JSON.stringify(contents, null, 1)}\n`);
    mkdirSync(directory, { recursive: true });
    for (const name of FILES) copyFileSync(join(making, name), join(directory, name));
  } finally {
    rmSync(making, { recursive: true });
  }
};

const makeIn = async (directory: string, version: string): Promise<object> => {
  const opened = await openSqliteStore({ dataDirectory: directory });
  if (!opened.ok) throw new Error(`refused: ${opened.reason.code}`);
  const store = opened.value;
  try {
    await fillStore(store, version);
    return await readEverything(store, version);
  } finally {
    await store.close();
    pack(join(directory, 'slipway.db'));
  }
};

/** Most tables have a row or two, and each takes a page: of 4 KiB they would be too large a file to keep. */
const pack = (path: string): void => {
  const database = new SqliteDatabase(path);
  // A database in WAL mode keeps its page size; whoever opens it as a store puts it back into that mode.
  database.pragma('journal_mode = delete');
  database.pragma('page_size = 1024');
  database.exec('vacuum');
  database.close();
};

const [directory] = process.argv.slice(2);
if (import.meta.main && directory !== undefined) await makeFrozen(directory, basename(directory));
