// A file or folder, as the files that a format reads. See index.ts.

import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { feedFile } from '../feed-file.ts';
import type { FeedFile } from '../format.ts';
import type { Budget } from './budget.ts';
import type { FolderListing } from './folder.ts';
import { HEAD_BYTES, isTar, packingOf } from './magic.ts';
import type { OpenedFile } from './opened-file.ts';
import { tarEntries } from './tar.ts';
import { unpack } from './unpack.ts';
import { zipEntries } from './zip.ts';

type Takes = (name: string) => boolean;

/** `name` is how the feed calls the file; where it is one file and no archive, it is given whatever its name. */
export async function* openFeed(options: {
  readonly path: string;
  readonly name: string;
  readonly takes: Takes;
  readonly budget: Budget;
}): AsyncIterable<FeedFile> {
  for await (const file of opened(options)) yield feedFile(file, options.budget.limits);
}

/** In the order of the listing. Archives in it are opened, other files are given where the format takes them. */
export async function* openFolder(options: {
  readonly path: string;
  readonly listing: FolderListing;
  readonly takes: Takes;
  readonly budget: Budget;
}): AsyncIterable<FeedFile> {
  const { path, listing, takes, budget } = options;
  for (const { name } of listing.files) {
    const archive = ARCHIVE.test(name);
    if (!archive && !takes(withoutPacking(name))) continue;
    for await (const file of opened({ path: join(path, name), name, takes, budget }))
      yield feedFile(archive ? { ...file, name: `${name}/${file.name}` } : file, budget.limits);
  }
}

const ARCHIVE = /\.(?:zip|tar|tgz|tzst|txz|tar\.\w+)$/i;

const withoutPacking = (name: string): string => name.replace(/\.(?:gz|zst|xz)$/i, '');

export const headOf = async (path: string): Promise<Uint8Array> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

async function* opened(options: {
  readonly path: string;
  readonly name: string;
  readonly takes: Takes;
  readonly budget: Budget;
}): AsyncIterable<OpenedFile> {
  const { path, name, takes, budget } = options;
  budget.addPacked((await stat(path)).size);
  const packing = packingOf(await headOf(path));
  if (packing === 'zip') {
    yield* zipEntries({ path, takes, budget });
    return;
  }
  const { head, bytes } = await peeked(unpack({ path, name, packing, budget }));
  if (isTar(head)) yield* tarEntries({ bytes, name, takes, budget });
  else yield { name: withoutPacking(name), chunks: () => bytes };
}

/** The first bytes, and all of them once more from the start. */
const peeked = async (
  source: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly bytes: AsyncIterable<Uint8Array> }> => {
  const iterator = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.byteLength;
  }
  const head = Buffer.concat(first, length);
  return { head, bytes: again(head, iterator) };
};

async function* again(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
