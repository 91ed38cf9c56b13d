// What the whole reading cannot show: order, laziness, and files of any packing side by side.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { tarOf } from '../../test/tar.ts';
import { zipOf } from '../../test/zip.ts';
import { FEED_LIMITS } from '../limits.ts';
import { FeedRefused } from '../refused.ts';
import { Budget, openFeed } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'feed-archive-'));
afterAll(() => rmSync(root, { recursive: true }));

const path = join(root, 'feed');

interface Wanted {
  readonly takes?: (name: string) => boolean;
  /** Which files are read to their end; the others are left as they are. */
  readonly reads?: (name: string) => boolean;
  readonly limits?: Partial<typeof FEED_LIMITS>;
}

/** Names and lengths; `null` for what was not read. */
const opened = async (
  content: Uint8Array,
  wanted: Wanted = {},
): Promise<readonly (readonly [string, number | null])[]> => {
  writeFileSync(path, content);
  const budget = new Budget('test', { ...FEED_LIMITS, ...wanted.limits });
  const found: (readonly [string, number | null])[] = [];
  for await (const file of openFeed({ path, name: 'feed.gz', takes: wanted.takes ?? (() => true), budget })) {
    if (wanted.reads?.(file.name) === false) {
      found.push([file.name, null]);
      continue;
    }
    let length = 0;
    for await (const chunk of file.chunks()) length += chunk.byteLength;
    found.push([file.name, length]);
  }
  return found;
};

const big = 'x'.repeat(300_000);
const files = [
  ['a.json', big],
  ['b.json', ''],
  ['link.json', '', '2'],
  ['folder/', '', '5'],
  ['../c.json', 'three'],
] as const;

const xz = (bytes: Uint8Array): Buffer => execFileSync('xz', ['--stdout'], { input: bytes });

test('the same files out of every packing', async () => {
  const tar = tarOf(files);
  for (const content of [tar, gzipSync(tar), zstdCompressSync(tar), xz(tar)])
    expect(await opened(content)).toEqual([
      ['a.json', big.length],
      ['b.json', 0],
      ['../c.json', 5],
    ]);
});

test('files that are not read, not taken or read in part stop nothing', async () => {
  for (const content of [
    tarOf(files),
    zipOf([
      ['a.json', big],
      ['b.json', 'two'],
      ['c.json', 'three'],
    ]),
  ]) {
    const lengths = await opened(content, { reads: (name) => !name.startsWith('a') });
    expect(lengths.map(([, length]) => length)).toEqual([null, expect.any(Number), 5]);
    expect(await opened(content, { takes: (name) => name.endsWith('c.json') })).toHaveLength(1);
    writeFileSync(path, content);
    const budget = new Budget('test', FEED_LIMITS);
    for await (const file of openFeed({ path, name: 'feed', takes: () => true, budget })) {
      for await (const chunk of file.chunks()) {
        expect(chunk.byteLength).toBeGreaterThan(0);
        break;
      }
      break;
    }
  }
});

test('a file alone loses the ending of its packing', async () => {
  for (const content of [Buffer.from('text'), gzipSync('text'), zstdCompressSync('text'), xz(Buffer.from('text'))])
    expect(await opened(content)).toEqual([['feed', 4]]);
});

test('every frame of a zstd is read, wherever it ends in the chunks of the file', async () => {
  const noise = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919 + (at >> 3)) % 251));
  const frames = [zstdCompressSync(noise), zstdCompressSync('b'), zstdCompressSync(noise.subarray(0, 65_000))];
  expect(await opened(Buffer.concat(frames))).toEqual([['feed', 200_000 + 1 + 65_000]]);
  expect(frames[0]?.length).toBeGreaterThan(100);
});

test('an xz that is cut or bombs is refused', async () => {
  const code = async (content: Uint8Array): Promise<string> =>
    await opened(content, { limits: { ratioFreeBytes: 100_000 } }).then(
      () => 'read',
      (error: unknown) => (error instanceof FeedRefused ? error.reason.code : String(error)),
    );
  expect(await code(xz(Buffer.from(big)).subarray(0, 60))).toBe('feed-truncated');
  expect(await code(xz(Buffer.alloc(5_000_000)))).toBe('feed-too-large');
  const whole = xz(Buffer.from(big));
  whole.fill(0x55, 40, 60);
  expect(await code(whole)).toBe('feed-unreadable');
});

test('archives with damage end in a refusal or in files, soon, and never otherwise', async () => {
  const sound = [
    tarOf(files),
    zipOf([
      ['a.json', big],
      ['b.json', 'two'],
    ]),
    gzipSync(tarOf(files)),
    zstdCompressSync(tarOf(files)),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sound),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0.2, max: 1, noNaN: true }),
      async (content, writes, kept) => {
        const bytes = Buffer.from(content.subarray(0, Math.ceil(content.length * kept)));
        for (const [at, byte] of writes) bytes[Math.floor(at * (bytes.length - 1))] = byte;
        const started = performance.now();
        await opened(bytes).catch((error: unknown) => {
          if (!(error instanceof FeedRefused)) throw error;
        });
        expect(performance.now() - started).toBeLessThan(2000);
      },
    ),
    { numRuns: 150 },
  );
});
