import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import * as fileCalls from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DurableFiles, PendingFile } from '../../ports/index.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** What is asked of the file system: a test puts a disk beneath that loses what was not synced. */
export type FileCalls = Pick<typeof fileCalls, 'open' | 'rename' | 'rm'>;

export const durableFilesOver = (calls: FileCalls): DurableFiles => {
  const { open, rename, rm } = calls;
  /** Added to by this process before: nothing of what they held then waits to be synced. */
  const settled = new Set<string>();

  const begin = async (path: string, mode: number): Promise<PendingFile> => {
    const folder = dirname(path);
    // In the same folder, since only a rename within one file system is whole or not at all. The leading dot and the
    // ending let whoever clears the folder tell what a crash left behind.
    const beside = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
    const file = await open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    const discard = async (): Promise<void> => {
      await file.close();
      await rm(beside, { force: true });
    };
    return {
      async write(chunk) {
        await writeWhole(file, chunk);
      },
      async commit() {
        try {
          // The mode given to open is narrowed by the umask; a file for another user must be readable to it.
          await file.chmod(mode);
          await file.sync();
          await rename(beside, path);
        } catch (error) {
          await discard();
          throw error;
        }
        await file.close();
        await syncFolder(calls, folder);
      },
      discard,
    };
  };

  const write = async (path: string, content: string | Uint8Array, mode: number): Promise<void> => {
    const pending = await begin(path, mode);
    try {
      await pending.write(bytesOf(content));
    } catch (error) {
      await pending.discard();
      throw error;
    }
    await pending.commit();
  };

  const append = async (path: string, content: string | Uint8Array, mode: number): Promise<void> => {
    const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, mode);
    try {
      const { size } = await file.stat();
      const isFirst = !settled.has(path);
      // What a process before this one wrote and did not live to sync must not be missing before what comes behind it.
      if (isFirst && size > 0) await file.sync();
      try {
        await writeWhole(file, bytesOf(content));
        await file.sync();
      } catch (error) {
        // Half a line must not stay before the next one. On a full disk a file can still be shortened.
        await file.truncate(size);
        throw error;
      }
      if (isFirst || size === 0) await syncFolder(calls, dirname(path));
      settled.add(path);
    } finally {
      await file.close();
    }
  };

  const read = async (path: string, bytesMax: number): Promise<Uint8Array | null> => {
    // O_NONBLOCK: the folder may belong to a less trusted user, and opening a pipe of theirs would wait for ever.
    const file = await openIfThere(calls, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (file === null) return null;
    try {
      const found = await file.stat();
      if (!found.isFile() || found.size > bytesMax) return null;
      // Counted as it is read: whoever owns the folder can make a file grow after anybody has looked at its size.
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of file.createReadStream({ autoClose: false, end: bytesMax })) {
        bytes += (chunk as Uint8Array).byteLength;
        chunks.push(chunk as Uint8Array);
      }
      return bytes > bytesMax ? null : Buffer.concat(chunks, bytes);
    } finally {
      await file.close();
    }
  };

  const remove = async (path: string): Promise<void> => {
    await rm(path, { force: true });
    await syncFolder(calls, dirname(path));
  };

  return { write, begin, append, read, remove };
};

export const durableFiles: DurableFiles = durableFilesOver(fileCalls);

const openIfThere = async ({ open }: FileCalls, path: string, flags: number): Promise<FileHandle | null> => {
  try {
    return await open(path, flags);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // ELOOP: a link stands there; ENXIO: a socket.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENXIO') return null;
    throw error;
  }
};

const writeWhole = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
};

/** Without this the name, new or gone, may not survive a power cut although the content does. */
const syncFolder = async ({ open }: FileCalls, folder: string): Promise<void> => {
  const handle = await open(folder, O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
