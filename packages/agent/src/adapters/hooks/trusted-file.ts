import type { Stats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** `trusted`: root's alone to change, and inside the folder. */
export type FileTrust = 'trusted' | 'missing' | 'not-trusted';

/** Writable for the group or for all. */
const OTHERS_WRITE = 0o022;

/** The folder itself: not a link, root's, and nobody else's to write. */
export const folderTrust = async (folder: string): Promise<FileTrust> =>
  await trustOf(async () => {
    const found = await lstat(folder);
    return found.isDirectory() && isRoots(found);
  });

/** A link is followed only to a file of the same folder. */
export const fileTrust = async (folder: string, name: string): Promise<FileTrust> =>
  await trustOf(async () => {
    const path = await realpath(join(folder, name));
    const found = await lstat(path);
    return dirname(path) === (await realpath(folder)) && found.isFile() && isRoots(found);
  });

/** A link is followed to any file that root alone may change, down from the root of the file system. */
export const linkedFileTrust = async (folder: string, name: string): Promise<FileTrust> =>
  await trustOf(async () => {
    const path = await realpath(join(folder, name));
    const found = await lstat(path);
    if (!found.isFile() || !isRoots(found)) return false;
    if (dirname(path) === (await realpath(folder))) return true;
    for (let above = dirname(path); ; above = dirname(above)) {
      if (!isRoots(await lstat(above))) return false;
      if (above === dirname(above)) return true;
    }
  });

const isRoots = ({ uid, mode }: Stats): boolean => uid === 0 && (mode & OTHERS_WRITE) === 0;

/** What cannot be looked at is not trusted. */
const trustOf = async (isTrusted: () => Promise<boolean>): Promise<FileTrust> => {
  try {
    return (await isTrusted()) ? 'trusted' : 'not-trusted';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'missing' : 'not-trusted';
  }
};
