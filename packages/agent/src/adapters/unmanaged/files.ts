// Folders and JSON files of other programs. Not being there is an answer; anything else that is in the way is thrown.

import { readdir, readFile, readlink, stat } from 'node:fs/promises';

/** Of one state file. Docker's for a container has 10 kB, podman's of all containers some 100 kB. */
const JSON_BYTES_MAX = 32 * 1024 * 1024;

export const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await unlessAbsent(async () => await readdir(folder)))?.sort() ?? [];

/** `null`: there is no such file. */
export const jsonIn = async (path: string): Promise<unknown> =>
  await unlessAbsent(async () => {
    if ((await stat(path)).size > JSON_BYTES_MAX) throw new Error(`${path} is longer than any real one`);
    const text = await readFile(path, 'utf8');
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw new Error(`${path} is not JSON`, { cause: error });
    }
  });

export const textIn = async (path: string): Promise<string | null> =>
  await unlessAbsent(async () => await readFile(path, 'utf8'));

export const linkIn = async (path: string): Promise<string | null> =>
  await unlessAbsent(async () => await readlink(path));

export const unlessAbsent = async <T>(read: () => Promise<T>): Promise<T | null> => {
  try {
    return await read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder on the way may be a file, a link may be none, and a process may have ended.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL' || code === 'ESRCH') return null;
    throw error;
  }
};

export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
