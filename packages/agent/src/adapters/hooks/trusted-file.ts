import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** `trusted`: root's alone to change, and inside the folder. */
export type FileTrust = 'trusted' | 'missing' | 'not-trusted';

/** Writable for the group or for all. */
const OTHERS_WRITE = 0o022;

/** The folder itself: not a link, root's, and nobody else's to write. */
export const folderTrust = async (folder: string): Promise<FileTrust> => {
  try {
    const { uid, mode, ...found } = await lstat(folder);
    return isDirectory(mode) && found.nlink > 0 && isRoots(uid, mode) ? 'trusted' : 'not-trusted';
  } catch (error) {
    return isMissing(error) ? 'missing' : 'not-trusted';
  }
};

/** A link is followed only to a file of the same folder. */
export const fileTrust = async (folder: string, name: string): Promise<FileTrust> => {
  try {
    const path = await realpath(join(folder, name));
    if (dirname(path) !== (await realpath(folder))) return 'not-trusted';
    const { uid, mode } = await lstat(path);
    return isRegular(mode) && isRoots(uid, mode) ? 'trusted' : 'not-trusted';
  } catch (error) {
    return isMissing(error) ? 'missing' : 'not-trusted';
  }
};

/** inode(7): the kind of a file in its mode. */
const KIND = 0o170000;
const isDirectory = (mode: number): boolean => (mode & KIND) === 0o040000;
const isRegular = (mode: number): boolean => (mode & KIND) === 0o100000;
const isRoots = (uid: number, mode: number): boolean => uid === 0 && (mode & OTHERS_WRITE) === 0;

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
