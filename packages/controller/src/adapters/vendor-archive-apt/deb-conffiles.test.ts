import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePackage, type PackageRecipe } from '@slipway/testkit/deb-host';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conffilesInDeb } from './deb-conffiles.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deb-conffiles-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made = (recipe: Partial<PackageRecipe>): Buffer =>
  readFileSync(makePackage(mkdtempSync(join(folder, 'one-')), { name: 'app', version: '1', ...recipe }).path);

/** In pieces of any size, as a disk or a network gives them. */
async function* inPieces(bytes: Uint8Array, size = 1000): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

const md5 = (content: string): string => `md5:${createHash('md5').update(content).digest('hex')}`;

const LONG = `/etc/${'a-long-name-of-a-folder/'.repeat(8)}app.conf`;
const LARGE = 'x'.repeat(300_000);
const FILES = {
  '/usr/share/app/large': LARGE,
  '/etc/app.conf': 'a\n',
  '/etc/app.d/with a blank': LARGE,
  [LONG]: '',
  '/usr/share/app/last': 'b\n',
};

describe('the configuration files of a .deb', () => {
  it.each(['none', 'gzip', 'xz', 'zstd'] as const)('are read with their sums, packed by %s', async (packing) => {
    const bytes = made({ files: FILES, packing, removedConffiles: ['/etc/of-before'] });
    const expected = [
      { path: LONG, hash: md5('') },
      { path: '/etc/app.conf', hash: md5('a\n') },
      { path: '/etc/app.d/with a blank', hash: md5(LARGE) },
      { path: '/etc/of-before', hash: null },
    ];
    for (const size of [1, 511, 512, 100_000, bytes.byteLength]) {
      if (size === 1 && packing === 'none') continue;
      expect(await conffilesInDeb(inPieces(bytes, size))).toEqual(expected);
    }
  });

  it('are none of a package that lists none, whatever the rest of it is', async () => {
    const bytes = made({ files: { '/usr/share/app/large': LARGE } });
    expect(await conffilesInDeb(inPieces(bytes))).toEqual([]);
    expect(await conffilesInDeb(inPieces(bytes.subarray(0, 20_000)))).toEqual([]);
  });

  it('are not told where the package does not bring what it lists', async () => {
    const bytes = made({ files: { '/etc/app.conf': 'a\n' } });
    const at = bytes.lastIndexOf('./etc/app.conf');
    bytes.write('./etc/bpp.conf', at);
    await expect(conffilesInDeb(inPieces(bytes))).rejects.toThrow('does not bring it as a file');
  });

  it.each(['none', 'xz', 'zstd'] as const)(
    'of a damaged file packed by %s are these, or cannot be read',
    async (packing) => {
      const files = { '/etc/app.conf': 'a\n', '/etc/b.conf': 'b\n' };
      const whole = made({ files, packing });
      const expected = Object.entries(files).map(([path, content]) => ({ path, hash: md5(content) }));
      const read = async (bytes: Uint8Array) => {
        try {
          return await conffilesInDeb(inPieces(bytes));
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          return null;
        }
      };
      // Cut anywhere it is never another list.
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.byteLength), async (length) => {
          expect([null, expected]).toContainEqual(await read(whole.subarray(0, length)));
        }),
        { numRuns: 60 },
      );
      // Changed bytes are kept out by the hash of the whole file before anybody reads it: that it ends is enough.
      await fc.assert(
        fc.asyncProperty(
          fc.nat(whole.byteLength - 1),
          fc.uint8Array({ minLength: 1, maxLength: 30 }),
          async (at, bytes) => {
            const spoilt = Buffer.from(whole);
            spoilt.set(bytes.subarray(0, spoilt.byteLength - at), at);
            await read(spoilt);
          },
        ),
        { numRuns: 60 },
      );
    },
  );
});
