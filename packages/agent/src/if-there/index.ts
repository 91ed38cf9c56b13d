// Reading what may not be there. Only "no such name" is an answer; whatever else hinders reading is thrown, since what cannot be
// read is not absent: neither is a folder in whose place a file stands.
// Not here: what absence means, which is for who asks. May import: nothing of ours.

import { readdir, readFile } from 'node:fs/promises';

/** `null`: no such path. `also`: errors that mean the same where `asked` looks, as ENOTDIR below what need not be a folder. */
export const ifThere = async <T>(asked: Promise<T>, also: readonly string[] = []): Promise<T | null> => {
  try {
    return await asked;
  } catch (error) {
    if (isAbsent(error, also)) return null;
    throw error;
  }
};

/** UTF-8. `null`: no such file. */
export const textIfThere = async (path: string): Promise<string | null> => await ifThere(readFile(path, 'utf8'));

/** In order; none where there is no such folder. */
export const namesIfThere = async (path: string): Promise<readonly string[]> =>
  ((await ifThere(readdir(path))) ?? []).toSorted((a, b) => (a < b ? -1 : 1));

export const isAbsent = (error: unknown, also: readonly string[] = []): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', ...also].some((code) => code === error.code);
