// What a folder holds, in the order of names, so that two readings of it are the same.

import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Budget } from './budget.ts';

export interface FolderListing {
  readonly files: readonly ListedFile[];
}

interface ListedFile {
  /** Relative, with `/`. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly changedMs: number;
}

/** Years, then numbers, then files is 3; a loop of mounts has no end. */
const DEPTH_MAX = 16;

/** Hidden entries (`.git`) and links are left out: a link may lead anywhere, also back. */
export const listFolder = async (path: string, budget: Budget): Promise<FolderListing> => {
  const files: ListedFile[] = [];
  await collect({ path, prefix: '', depth: 0, files, budget });
  return { files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
};

const collect = async (at: {
  readonly path: string;
  readonly prefix: string;
  readonly depth: number;
  readonly files: ListedFile[];
  readonly budget: Budget;
}): Promise<void> => {
  const { path, prefix, depth, files, budget } = at;
  if (depth > DEPTH_MAX) throw budget.unreadable(`its folders nest more than ${DEPTH_MAX} deep`);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const inside = join(path, entry.name);
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      await collect({ path: inside, prefix: `${name}/`, depth: depth + 1, files, budget });
    } else if (entry.isFile()) {
      budget.addFiles(1);
      const { size, mtimeMs } = await lstat(inside);
      files.push({ name, sizeBytes: size, changedMs: Math.trunc(mtimeMs) });
    }
  }
};

/** Whether nothing was added, removed or written between the two. */
export const sameListing = (a: FolderListing, b: FolderListing): boolean => digestOf(a) === digestOf(b);

const digestOf = (listing: FolderListing): string => {
  const hash = createHash('sha256');
  for (const { name, sizeBytes, changedMs } of listing.files) hash.update(`${name}\0${sizeBytes}\0${changedMs}\n`);
  return hash.digest('hex');
};
