import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from './index.ts';

const LONG_MS = 20;

it('lets in what was sent while somebody reads again and again', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'slipway-store-'));
  const opened = await openSqliteStore({ dataDirectory });
  if (!opened.ok) throw new Error(`refused: ${opened.reason.code}`);
  const store = opened.value;
  const { port1, port2 } = new MessageChannel();
  onTestFinished(async () => {
    port1.close();
    await store.close();
    await rm(dataDirectory, { recursive: true, force: true });
  });
  const arrived = once(port2, 'message').then(() => 'arrived');
  let reads = 0;
  const reading = async (): Promise<string> => {
    for (; reads < 20; reads += 1)
      await store.read(async ({ access }) => void (await slowly(access.setting('rules-noted'))));
    return 'read to the end';
  };
  port1.postMessage('something');
  expect(await Promise.race([arrived, reading()])).toBe('arrived');
  expect(reads).toBeLessThan(5);
});

/** As a large question does, it keeps the thread. */
const slowly = async <T>(answer: Promise<T>): Promise<T> => {
  const began = performance.now();
  while (performance.now() - began < LONG_MS);
  return await answer;
};
