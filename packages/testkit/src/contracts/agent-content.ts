import type { ContentCache, StagedFiles, Staging } from '@slipway/agent/ports';
import type { Digest } from '@slipway/core/ids';
import type { PackageFile, Platform, PlatformIndex } from '@slipway/core/patch-set';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../builders/index.ts';

/** One empty cache. */
export interface ContentCacheUnderTest {
  readonly cache: ContentCache;
  /** What lies under a path that the cache has answered with. */
  readonly readBack: (path: string) => Promise<Uint8Array>;
  readonly dispose: () => Promise<void>;
}

/** A cache and a staging area that copies from it. */
export interface StagingUnderTest {
  readonly staging: Staging;
  /** Puts bytes into the cache. */
  readonly offer: (bytes: Uint8Array) => Promise<PackageFile>;
  /** Lays bytes down where root alone writes, and answers the path. */
  readonly lay: (bytes: Uint8Array) => Promise<string>;
  /** Changes a byte of what lies in the cache, as its owner could. */
  readonly spoil: (digest: Digest) => Promise<void>;
  /** What was staged for a file, or for the index; `null`: nothing. */
  readonly readStaged: (staged: StagedFiles, digest: Digest) => Promise<Uint8Array | null>;
  readonly dispose: () => Promise<void>;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const fileOf = (bytes: Uint8Array): PackageFile => ({ sha256: sha256(bytes), sizeBytes: bytes.length });
const PLATFORM: Platform = { distribution: 'debian', release: 'bookworm', architecture: 'amd64' };
const indexOf = ({ sha256: digest, sizeBytes }: PackageFile): PlatformIndex => ({
  platform: PLATFORM,
  digest,
  sizeBytes,
});

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* brokenAfter(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw new Error('the line went down');
}

export const describeContentCache = (name: string, create: () => Promise<ContentCacheUnderTest>): void => {
  const using = usingA(create);
  const content = bytesOf('a package of some bytes');
  const file = fileOf(content);
  describe(`${name} is a content cache`, () => {
    it('has nothing at first', async () =>
      await using(async ({ cache }) => {
        expect(await cache.find(file.sha256)).toBeNull();
      }));

    it('keeps a file under its digest', async () =>
      await using(async ({ cache, readBack }) => {
        const stored = await cache.store(file, inChunks(content, 5));
        expect(stored).toMatchObject({ ok: true });
        const path = await cache.find(file.sha256);
        expect(stored).toEqual({ ok: true, value: path });
        expect(await readBack(path ?? '')).toEqual(content);
      }));

    it('stores the same file twice without harm', async () =>
      await using(async ({ cache }) => {
        await cache.store(file, inChunks(content, 5));
        expect(await cache.store(file, inChunks(content, 7))).toMatchObject({ ok: true });
      }));

    it.each([
      ['one byte changed', bytesOf('a package of some bytez')],
      ['cut short', content.subarray(0, 10)],
      ['longer than promised', bytesOf('a package of some bytes and more')],
      ['nothing at all', new Uint8Array()],
    ])(
      'keeps nothing of a file that is not the one asked for: %s',
      async (_case, other) =>
        await using(async ({ cache }) => {
          const stored = await cache.store(file, inChunks(other, 5));
          expect(stored).toMatchObject({ ok: false, reason: { code: 'file-hash-mismatch' } });
          expect(await cache.find(file.sha256)).toBeNull();
        }),
    );

    it('keeps nothing of a file whose line went down, and takes it the next time', async () =>
      await using(async ({ cache }) => {
        await expect(cache.store(file, brokenAfter(content.subarray(0, 9)))).rejects.toThrow('the line went down');
        expect(await cache.find(file.sha256)).toBeNull();
        expect(await cache.store(file, inChunks(content, 5))).toMatchObject({ ok: true });
      }));

    it('forgets what is not listed', async () =>
      await using(async ({ cache }) => {
        const other = bytesOf('another package');
        await cache.store(file, inChunks(content, 5));
        await cache.store(fileOf(other), inChunks(other, 5));
        await cache.keepOnly(new Set([file.sha256]));
        expect(await cache.find(file.sha256)).not.toBeNull();
        expect(await cache.find(fileOf(other).sha256)).toBeNull();
      }));
  });
};

export const describeStaging = (name: string, create: () => Promise<StagingUnderTest>): void => {
  const using = usingA(create);
  const INDEX = bytesOf('Package: a\nVersion: 1\n');
  describe(`${name} is a staging area`, () => {
    it('holds exactly the index and the files asked for', async () =>
      await using(async ({ staging, offer, readStaged }) => {
        const index = indexOf(await offer(INDEX));
        const one = await offer(bytesOf('one'));
        const two = await offer(bytesOf('two'));
        const staged = await staging.stage({ index, files: [one, two].map((file) => ({ label: 'a 1', file })) });
        expect(staged).toMatchObject({ ok: true, value: { index, files: [one, two] } });
        if (!staged.ok) return;
        expect(await readStaged(staged.value, index.digest)).toEqual(INDEX);
        expect(await readStaged(staged.value, one.sha256)).toEqual(bytesOf('one'));
        expect(await readStaged(staged.value, two.sha256)).toEqual(bytesOf('two'));
        const again = await staging.stage({ index, files: [{ label: 'a 1', file: one }] });
        expect(again).toMatchObject({ ok: true });
        expect(await readStaged(staged.value, one.sha256)).toEqual(bytesOf('one'));
        expect(await readStaged(staged.value, two.sha256)).toBeNull();
      }));

    it('names the package whose file is not there', async () =>
      await using(async ({ staging, offer }) => {
        const index = indexOf(await offer(INDEX));
        const files = [{ label: 'openssl 3.0.17-1', file: fileOf(bytesOf('never offered')) }];
        expect(await staging.stage({ index, files })).toEqual({
          ok: false,
          reason: { code: 'prefetch-incomplete', facts: { package: 'openssl', version: '3.0.17-1' } },
        });
      }));

    it('refuses a file that was changed in the cache', async () =>
      await using(async ({ staging, offer, spoil }) => {
        const index = indexOf(await offer(INDEX));
        const file = await offer(bytesOf('one'));
        await spoil(file.sha256);
        expect(await staging.stage({ index, files: [{ label: 'a 1', file }] })).toEqual({
          ok: false,
          reason: { code: 'file-hash-mismatch', facts: { package: 'a', version: '1' } },
        });
      }));

    it('refuses an index that was changed in the cache', async () =>
      await using(async ({ staging, offer, spoil }) => {
        const index = indexOf(await offer(INDEX));
        await spoil(index.digest);
        expect(await staging.stage({ index, files: [] })).toMatchObject({
          ok: false,
          reason: { code: 'file-hash-mismatch' },
        });
      }));

    it('is not touched by what happens to the cache later', async () =>
      await using(async ({ staging, offer, spoil, readStaged }) => {
        const index = indexOf(await offer(INDEX));
        const file = await offer(bytesOf('one'));
        const staged = await staging.stage({ index, files: [{ label: 'a 1', file }] });
        await spoil(file.sha256);
        expect(staged.ok && (await readStaged(staged.value, file.sha256))).toEqual(bytesOf('one'));
        expect(await staging.stage({ index, files: [{ label: 'a 1', file }] })).toMatchObject({ ok: true });
      }));

    it('takes what lies elsewhere by its hash, and nothing else that lies there', async () =>
      await using(async ({ staging, offer, lay, readStaged }) => {
        const index = indexOf(await offer(INDEX));
        const [file, other] = [fileOf(bytesOf('one')), fileOf(bytesOf('two'))];
        const path = await lay(bytesOf('one'));
        const staged = await staging.stage({ index, files: [{ label: 'a 1', file, path }] });
        expect(staged.ok && (await readStaged(staged.value, file.sha256))).toEqual(bytesOf('one'));
        expect(await staging.stage({ index, files: [{ label: 'a 1', file: other, path }] })).toMatchObject({
          ok: false,
          reason: { code: 'file-hash-mismatch', facts: { package: 'a', version: '1' } },
        });
        const gone = { label: 'a 1', file: other, path: `${path}-gone` };
        expect(await staging.stage({ index, files: [gone] })).toMatchObject({
          reason: { code: 'prefetch-incomplete', facts: { package: 'a', version: '1' } },
        });
      }));

    it('takes in what was made, keeps it while it is staged again, and forgets it with the rest', async () =>
      await using(async ({ staging, offer, lay, readStaged }) => {
        const index = indexOf(await offer(INDEX));
        const staged = await staging.stage({ index, files: [] });
        const taken = await staging.take({ label: 'a 1', path: await lay(bytesOf('made')) });
        expect(taken).toEqual({ ok: true, value: fileOf(bytesOf('made')) });
        if (!staged.ok || !taken.ok) return;
        const made = { label: 'a 1', file: taken.value };
        expect(await staging.stage({ index, files: [made] })).toMatchObject({ ok: true });
        expect(await readStaged(staged.value, made.file.sha256)).toEqual(bytesOf('made'));
        await staging.stage({ index, files: [] });
        expect(await readStaged(staged.value, made.file.sha256)).toBeNull();
        expect(await staging.stage({ index, files: [made] })).toMatchObject({
          reason: { code: 'prefetch-incomplete' },
        });
      }));

    it('is empty after clearing, and can be filled again', async () =>
      await using(async ({ staging, offer, readStaged }) => {
        const index = indexOf(await offer(INDEX));
        const staged = await staging.stage({ index, files: [] });
        await staging.clear();
        await staging.clear();
        expect(staged.ok && (await readStaged(staged.value, index.digest))).toBeNull();
        expect(await staging.stage({ index, files: [] })).toMatchObject({ ok: true });
      }));
  });
};

const usingA =
  <T extends { readonly dispose: () => Promise<void> }>(create: () => Promise<T>) =>
  async (test: (under: T) => Promise<void>): Promise<void> => {
    const under = await create();
    try {
      await test(under);
    } finally {
      await under.dispose();
    }
  };
