import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { PackageFile } from '@slipway/core/patch-set';
import type { DurableFiles } from '../../ports/index.ts';

export type Copied = 'copied' | 'missing' | 'differs' | 'no-space';

const MODE = 0o600;
/** Large enough that a package of 100 MB costs a few hundred reads. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Copies `from`, which a less trusted user may change at any moment, and hashes exactly the bytes that it writes: a
 * file that changes meanwhile can only fail. Nothing appears under `to` unless size and SHA-256 are those of `file`.
 */
export const copyVerified = async (options: {
  readonly from: string;
  readonly to: string;
  readonly file: PackageFile;
  readonly files: DurableFiles;
}): Promise<Copied> => {
  const source = await openRegular(options.from);
  if (source === null) return 'missing';
  try {
    const pending = await options.files.begin(options.to, MODE);
    try {
      const same = await pour(source, options.file, async (chunk) => await pending.write(chunk));
      if (!same) {
        await pending.discard();
        return 'differs';
      }
    } catch (error) {
      await pending.discard();
      throw error;
    }
    await pending.commit();
    return 'copied';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return 'no-space';
    throw error;
  } finally {
    await source.close();
  }
};

/** Whether `path` already holds exactly `file`. */
export const isVerified = async (path: string, file: PackageFile): Promise<boolean> => {
  const found = await openRegular(path);
  if (found === null) return false;
  try {
    return await pour(found, file, async () => undefined);
  } finally {
    await found.close();
  }
};

/** Reads at most one chunk more than promised. */
const pour = async (
  source: FileHandle,
  file: PackageFile,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<boolean> => {
  const hash = createHash('sha256');
  let length = 0;
  for (;;) {
    const { bytesRead, buffer } = await source.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES);
    if (bytesRead === 0) break;
    length += bytesRead;
    if (length > file.sizeBytes) return false;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    await take(chunk);
  }
  return length === file.sizeBytes && `sha256:${hash.digest('hex')}` === file.sha256;
};

/** `null`: not there or not a regular file. No link is followed, and opening a pipe does not wait. */
const openRegular = async (path: string): Promise<FileHandle | null> => {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENXIO') return null;
    throw error;
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  return null;
};
