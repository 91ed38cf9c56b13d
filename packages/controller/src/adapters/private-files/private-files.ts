import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrivateFiles } from '../../ports/index.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** Names are ours, never from outside; checked all the same, since a path out of the folder would be a key given away. */
const NAME = /^[a-z0-9][a-z0-9-]*(\.[a-z0-9]+)*$/;

export const openPrivateFiles = async (folder: string): Promise<PrivateFiles> => {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  // The mode given to mkdir is narrowed by the umask, and a folder that was there already keeps its own.
  await chmod(folder, FOLDER_MODE);
  return {
    read: async (name) => await readOrNull(pathOf(folder, name)),
    write: async (name, content) => await replace(folder, pathOf(folder, name), content),
  };
};

const pathOf = (folder: string, name: string): string => {
  if (!NAME.test(name)) throw new Error(`"${name}" is not the name of a private file`);
  return join(folder, name);
};

const readOrNull = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};

const replace = async (folder: string, path: string, content: string): Promise<void> => {
  const beside = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    const file = await open(beside, 'wx', FILE_MODE);
    try {
      await file.writeFile(content, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(folder);
};

/** A rename is durable once its folder is. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
