import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStore } from '@slipway/testkit/contracts';
import { onTestFinished } from 'vitest';
import { openSqliteStore } from './index.ts';

describeStore('SQLite', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'slipway-store-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const opened = await openSqliteStore({ dataDirectory });
  if (!opened.ok) throw new Error(`refused: ${opened.reason.code}`);
  return opened.value;
});
