// What a built console depends on, in one digest: where it is the same, there is nothing to build.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** From the package's folder; core is there for the grammar of selectors and the texts of reasons. */
const SOURCES = ['src', 'public', 'build', 'index.html', 'vite.config.ts', 'package.json', '../core/src'];

export const sourcesDigest = async (root: string): Promise<string> => {
  const files = (await Promise.all(SOURCES.map(async (name) => await filesBelow(join(root, name))))).flat();
  const hash = createHash('sha256');
  for (const path of files.filter((name) => !name.includes('.test.')).sort()) {
    hash.update(`${relative(root, path)}\0`);
    hash.update(await readFile(path));
  }
  return hash.digest('hex');
};

const filesBelow = async (path: string): Promise<readonly string[]> => {
  try {
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return [path];
    throw error;
  }
};
