import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '@slipway/core/ids';
import type { PackageFile } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { ifThere, namesIfThere } from '../../if-there/index.ts';
import type { ContentCache, DurableFiles, PendingFile } from '../../ports/index.ts';

export interface FileContentCacheOptions {
  /** Owned by the reporter. */
  readonly directory: string;
  readonly files: DurableFiles;
}

/** Public packages and their index. */
const MODE = 0o644;
/** What is fetched must not take the last of a disk: below this logs and the package database themselves begin to fail. */
const SPARE_BYTES = 128 * 1024 * 1024;
const FILE_NAME = /^[0-9a-f]{64}$/;

export const createFileContentCache = ({ directory, files }: FileContentCacheOptions): ContentCache => {
  const path = (digest: Digest): string => join(directory, digest.slice('sha256:'.length));
  /** Files hashed by this process, by inode, size and time: a file is hashed once, and again when it has changed. */
  const verified = new Map<string, string>();
  /** Of files that are being written: none of them may count on the room that another has begun to take. */
  const promised = { bytes: 0 };
  return {
    async find(sha256) {
      const identity = await identityOf(path(sha256));
      if (identity === null) return null;
      if (verified.get(sha256) === identity) return path(sha256);
      if ((await hashOf(path(sha256))) !== sha256) {
        // A disk that lied, or a person who helped: fetching again mends it, keeping it would block the host for ever.
        await files.remove(path(sha256));
        return null;
      }
      verified.set(sha256, identity);
      return path(sha256);
    },
    async store(file, chunks) {
      const room = await roomFor(directory, file, promised.bytes);
      if (!room.ok) return room;
      promised.bytes += file.sizeBytes;
      try {
        return await store({ files, directory, path: path(file.sha256), file, chunks });
      } finally {
        promised.bytes -= file.sizeBytes;
      }
    },
    async keepOnly(digests) {
      // A cache that is not there yet holds nothing.
      for (const name of await namesIfThere(directory)) {
        const kept = FILE_NAME.test(name) && digests.has(`sha256:${name}` as Digest);
        if (!kept) await rm(join(directory, name), { force: true, recursive: true });
      }
    },
  };
};

const store = async (options: {
  readonly files: DurableFiles;
  readonly directory: string;
  readonly path: string;
  readonly file: PackageFile;
  readonly chunks: AsyncIterable<Uint8Array>;
}): Promise<Outcome<string>> => {
  const { files, directory, path, file, chunks } = options;
  let pending: PendingFile | null = null;
  try {
    pending = await files.begin(path, MODE);
    const differs = !(await pour(chunks, pending, file));
    if (differs) {
      await pending.discard();
      return refuse('file-hash-mismatch', { package: file.sha256, version: '' });
    }
    await pending.commit();
    return ok(path);
  } catch (error) {
    await discardQuietly(pending);
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    return await tooFull(directory, file);
  }
};

/** By the size that was stated, before a byte is asked for: a host that is only observed is sent files as well. */
const roomFor = async (directory: string, file: PackageFile, promisedBytes: number): Promise<Outcome<void>> => {
  const { bavail, bsize } = await statfs(directory);
  const neededBytes = file.sizeBytes + promisedBytes + SPARE_BYTES;
  return bavail * bsize >= neededBytes ? ok(undefined) : await tooFull(directory, file);
};

const tooFull = async (directory: string, { sizeBytes }: PackageFile): Promise<Outcome<never>> => {
  const { bavail, bsize } = await statfs(directory);
  return refuse('disk-full', { path: directory, freeBytes: bavail * bsize, neededBytes: sizeBytes + SPARE_BYTES });
};

const discardQuietly = async (pending: PendingFile | null): Promise<void> => {
  try {
    await pending?.discard();
  } catch {
    // The disk that just failed may fail this too; the error that brought us here tells more, and is answered or thrown.
  }
};

/** False as soon as there is more than promised: whoever sends without end must not fill the disk. */
const pour = async (chunks: AsyncIterable<Uint8Array>, into: PendingFile, file: PackageFile): Promise<boolean> => {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > file.sizeBytes) return false;
    hash.update(chunk);
    await into.write(chunk);
  }
  return length === file.sizeBytes && `sha256:${hash.digest('hex')}` === file.sha256;
};

const identityOf = async (path: string): Promise<string | null> => {
  const found = await ifThere(lstat(path, { bigint: true }));
  return found?.isFile() === true ? `${found.ino}/${found.size}/${found.mtimeNs}` : null;
};

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
};
