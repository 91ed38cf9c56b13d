import type { Content } from '@slipway/controller/ports';
import type { Digest } from '@slipway/core/ids';
import type { PackageFile } from '@slipway/core/patch-set';
import { describe, expect, it } from 'vitest';
import { digestOfText, sha256 } from '../builders/index.ts';

/** One empty content store. */
export interface ContentUnderTest {
  readonly content: Content;
  dispose(): Promise<void>;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const fileOf = (bytes: Uint8Array): PackageFile => ({ sha256: sha256(bytes), sizeBytes: bytes.length });

async function* inChunks(bytes: Uint8Array, size = 5): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* brokenAfter(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw new Error('the line went down');
}

/** A source without end, which counts what is taken from it. */
class Endless {
  taken = 0;
  async *chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      this.taken += 1;
      yield new Uint8Array(1000);
    }
  }
}

const whole = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return new Uint8Array(Buffer.concat(parts));
};

const listed = async (content: Content): Promise<readonly Digest[]> => {
  const digests: Digest[] = [];
  for await (const digest of content.list()) digests.push(digest);
  return digests;
};

export const describeContent = (name: string, create: () => Promise<ContentUnderTest>): void => {
  const using = async (work: (content: Content) => Promise<void>): Promise<void> => {
    const made = await create();
    try {
      await work(made.content);
    } finally {
      await made.dispose();
    }
  };
  const package_ = bytesOf('a package of some bytes');
  const file = fileOf(package_);

  describe(`${name} is a content store`, () => {
    it('has nothing at first', async () =>
      await using(async (content) => {
        expect(await content.has(file.sha256)).toBe(false);
        expect(await content.sizeBytes(file.sha256)).toBeNull();
        expect(await listed(content)).toEqual([]);
      }));

    it('keeps what it was given under its digest, whole or from a place on', async () =>
      await using(async (content) => {
        expect(await content.put(file, inChunks(package_))).toEqual({ ok: true, value: undefined });
        expect(await content.has(file.sha256)).toBe(true);
        expect(await content.sizeBytes(file.sha256)).toBe(package_.length);
        expect(await whole(content.read(file.sha256))).toEqual(package_);
        expect(await whole(content.read(file.sha256, 10))).toEqual(package_.subarray(10));
      }));

    it('names bytes by their digest, and keeps them even where the giver writes into them afterwards', async () =>
      await using(async (content) => {
        const bytes = bytesOf('Package: a\n');
        const stored = await content.putBytes(bytes);
        const expected = fileOf(bytesOf('Package: a\n'));
        expect(stored).toEqual({ ok: true, value: expected });
        bytes.fill(0);
        expect(await whole(content.read(expected.sha256))).toEqual(bytesOf('Package: a\n'));
      }));

    it('keeps a file of no bytes', async () =>
      await using(async (content) => {
        const empty = fileOf(new Uint8Array());
        expect(await content.put(empty, inChunks(new Uint8Array()))).toMatchObject({ ok: true });
        expect(await whole(content.read(empty.sha256))).toEqual(new Uint8Array());
      }));

    it('takes the same file again without harm', async () =>
      await using(async (content) => {
        await content.put(file, inChunks(package_));
        expect(await content.put(file, inChunks(package_, 7))).toMatchObject({ ok: true });
        expect(await listed(content)).toEqual([file.sha256]);
      }));

    it.each([
      ['one byte changed', bytesOf('a package of some bytez')],
      ['cut short', package_.subarray(0, 10)],
      ['longer than stated', bytesOf('a package of some bytes and more')],
      ['nothing at all', new Uint8Array()],
    ])(
      'keeps nothing of a file that is not the one stated: %s',
      async (_case, other) =>
        await using(async (content) => {
          const stored = await content.put(file, inChunks(other));
          expect(stored).toMatchObject({ ok: false, reason: { code: 'content-differs' } });
          expect(await content.has(file.sha256)).toBe(false);
          expect(await listed(content)).toEqual([]);
        }),
    );

    it('stops reading a source that has more than was stated', async () =>
      await using(async (content) => {
        const source = new Endless();
        const stored = await content.put({ sha256: digestOfText('x'), sizeBytes: 5000 }, source.chunks());
        expect(stored).toMatchObject({ ok: false });
        expect(source.taken).toBeLessThan(10);
      }));

    it('keeps nothing of a file whose line went down, and takes it the next time', async () =>
      await using(async (content) => {
        await expect(content.put(file, brokenAfter(package_.subarray(0, 9)))).rejects.toThrow('the line went down');
        expect(await listed(content)).toEqual([]);
        expect(await content.put(file, inChunks(package_))).toMatchObject({ ok: true });
      }));

    it('takes two of the same at once', async () =>
      await using(async (content) => {
        const both = await Promise.all([
          content.put(file, inChunks(package_)),
          content.put(file, inChunks(package_, 3)),
        ]);
        expect(both.map(({ ok }) => ok)).toEqual([true, true]);
        expect(await whole(content.read(file.sha256))).toEqual(package_);
      }));

    it('lists by digest, and forgets what is removed, which may be removed again', async () =>
      await using(async (content) => {
        const files = ['one', 'two', 'three'].map((text) => fileOf(bytesOf(text)));
        for (const text of ['one', 'two', 'three']) await content.putBytes(bytesOf(text));
        expect(await listed(content)).toEqual(files.map(({ sha256: digest }) => digest).sort());
        const [first] = files;
        await content.remove(first!.sha256);
        await content.remove(first!.sha256);
        expect(await content.has(first!.sha256)).toBe(false);
        expect((await listed(content)).length).toBe(2);
      }));
  });
};
