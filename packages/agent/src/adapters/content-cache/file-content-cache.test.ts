import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import { describeContentCache } from '@slipway/testkit/contracts';
import { expect, it } from 'vitest';
import { durableFiles } from '../durable-files/index.ts';
import { createFileContentCache } from './index.ts';

describeContentCache('a folder', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cache-'));
  return {
    cache: createFileContentCache({ directory, files: durableFiles }),
    readBack: async (path) => new Uint8Array(await readFile(path)),
    dispose: async () => await rm(directory, { recursive: true }),
  };
});

it('does not find a file that has changed on the disk, and forgets what a crash left', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cache-'));
  const content = Buffer.from('content');
  const sha256 = asDigest(`sha256:${createHash('sha256').update(content).digest('hex')}`);
  const cache = createFileContentCache({ directory, files: durableFiles });
  const stored = await cache.store({ sha256, sizeBytes: content.length }, [
    content,
  ] as unknown as AsyncIterable<Buffer>);
  expect(await cache.find(sha256)).toBe(stored.ok && stored.value);
  await writeFile(join(directory, sha256.slice(7)), 'CONTENT');
  expect(await cache.find(sha256)).toBeNull();
  expect(await readdir(directory)).toEqual([]);
  await writeFile(join(directory, `.${sha256.slice(7)}.0123456789ab.part`), 'half');
  await cache.keepOnly(new Set([sha256]));
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

it('takes no file that would fill the disk, and asks for none of its bytes', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cache-'));
  const cache = createFileContentCache({ directory, files: durableFiles });
  let asked = false;
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    asked = true;
    yield new Uint8Array(1);
  };
  const file = { sha256: asDigest(`sha256:${'f'.repeat(64)}`), sizeBytes: 2 ** 50 };
  expect(await cache.store(file, endless())).toMatchObject({ ok: false, reason: { code: 'disk-full' } });
  expect(asked).toBe(false);
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});
