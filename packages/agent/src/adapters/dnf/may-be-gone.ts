import { readdir, readFile } from 'node:fs/promises';

/** `null`: there is no such file. Whatever else hinders reading it is a broken outside world. */
export const readIfThere = async (path: string): Promise<Buffer | null> =>
  await unlessGone(async () => await readFile(path));

/** In order; none where there is no such folder. */
export const namesIn = async (path: string): Promise<readonly string[]> =>
  ((await unlessGone(async () => await readdir(path))) ?? []).toSorted((a, b) => (a < b ? -1 : 1));

const unlessGone = async <T>(read: () => Promise<T>): Promise<T | null> => {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
};
