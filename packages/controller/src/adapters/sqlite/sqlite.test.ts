import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStore } from '@slipway/testkit/contracts';
import { afterAll } from 'vitest';
import { openSqliteStore } from './index.ts';

const made: string[] = [];
afterAll(() => Promise.all(made.map((directory) => rm(directory, { recursive: true, force: true }))));

describeStore('SQLite', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'slipway-store-'));
  made.push(dataDirectory);
  const opened = await openSqliteStore({ dataDirectory });
  if (!opened.ok) throw new Error(`refused: ${opened.reason.code}`);
  return opened.value;
});
