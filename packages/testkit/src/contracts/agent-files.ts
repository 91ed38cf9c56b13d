import type { DurableFiles } from '@slipway/agent/ports';
import { describe, expect, it } from 'vitest';

/** A folder that is there and empty. */
export interface FilesUnderTest {
  readonly files: DurableFiles;
  readonly folder: string;
  readonly dispose: () => Promise<void>;
}

const MODE = 0o600;
const LIMIT = 1000;

export const describeFiles = (name: string, create: () => Promise<FilesUnderTest>): void => {
  const using = async (test: (files: DurableFiles, path: string) => Promise<void>): Promise<void> => {
    const { files, folder, dispose } = await create();
    try {
      await test(files, `${folder}/file`);
    } finally {
      await dispose();
    }
  };
  const textOf = async (files: DurableFiles, path: string): Promise<string | null> => {
    const bytes = await files.read(path, LIMIT);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };

  describe(`${name} keep what they are given`, () => {
    it('whole, in place of what was there, as text and as bytes', async () =>
      await using(async (files, path) => {
        expect(await textOf(files, path)).toBeNull();
        await files.write(path, 'a longer text, é', MODE);
        expect(await textOf(files, path)).toBe('a longer text, é');
        await files.write(path, Buffer.from([0, 255]), MODE);
        expect(Buffer.from((await files.read(path, 2)) ?? [])).toEqual(Buffer.from([0, 255]));
        await files.write(path, '', MODE);
        expect(await textOf(files, path)).toBe('');
      }));

    it('and read nothing of what is longer than the reader will take', async () =>
      await using(async (files, path) => {
        await files.write(path, 'content', MODE);
        expect(await files.read(path, 7)).not.toBeNull();
        expect(await files.read(path, 6)).toBeNull();
      }));

    it('by their paths, each for itself', async () =>
      await using(async (files, path) => {
        await files.write(path, 'one', MODE);
        await files.write(`${path}-2`, 'two', MODE);
        await files.remove(path);
        expect([await textOf(files, path), await textOf(files, `${path}-2`)]).toEqual([null, 'two']);
        // Not being there is as good as removed.
        await files.remove(path);
      }));

    it('at the end of a file, which the first addition makes', async () =>
      await using(async (files, path) => {
        await files.append(path, 'a\n', MODE);
        await files.append(path, Buffer.from('b\n'), MODE);
        expect(await textOf(files, path)).toBe('a\nb\n');
      }));

    it('in the making, and show nothing of it before it is whole, or when it is given up', async () =>
      await using(async (files, path) => {
        await files.write(path, 'before', MODE);
        const pending = await files.begin(path, MODE);
        const given = await files.begin(path, MODE);
        for (const part of ['in ', 'two parts']) await pending.write(Buffer.from(part));
        await given.write(Buffer.from('half'));
        expect(await textOf(files, path)).toBe('before');
        await given.discard();
        expect(await textOf(files, path)).toBe('before');
        await pending.commit();
        expect(await textOf(files, path)).toBe('in two parts');
      }));

    it('whatever becomes of the memory of whoever gave it, or read it', async () =>
      await using(async (files, path) => {
        const bytes = Buffer.from('given');
        await files.write(path, bytes, MODE);
        await files.append(`${path}-2`, bytes, MODE);
        const pending = await files.begin(`${path}-3`, MODE);
        await pending.write(bytes);
        bytes.fill(0);
        await pending.commit();
        (await files.read(path, LIMIT))?.fill(0);
        for (const place of [path, `${path}-2`, `${path}-3`]) expect(await textOf(files, place)).toBe('given');
        const read = await files.read(path, LIMIT);
        await files.write(path, 'other', MODE);
        expect(Buffer.from(read ?? []).toString()).toBe('given');
      }));
  });
};
