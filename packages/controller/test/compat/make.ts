// Freezes a database of this version: `node packages/controller/test/compat/make.ts fixtures/compat/1`, once, before
// the version is released. What is frozen is never made again: later versions must read it as it is.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '@slipway/controller/store/sqlite';
import { fillStore, readEverything } from '@slipway/testkit/compat';

/** A database, and beside it what is read out of it through the port. */
export const makeFrozen = async (directory: string): Promise<void> => {
  mkdirSync(directory, { recursive: true });
  for (const name of ['slipway.db', 'store.json']) {
    if (existsSync(join(directory, name))) throw new Error(`${join(directory, name)} is frozen`);
  }
  const opened = await openSqliteStore({ dataDirectory: directory });
  if (!opened.ok) throw new Error(`refused: ${opened.reason.code}`);
  await fillStore(opened.value);
  const contents = await readEverything(opened.value);
  await opened.value.close();
  writeFileSync(join(directory, 'store.json'), `${JSON.stringify(contents, null, 1)}\n`);
};

const [directory] = process.argv.slice(2);
if (import.meta.main && directory !== undefined) await makeFrozen(directory);
