// The entries of a zip, in its own order. yauzl reads by the central directory, checks sizes against it, and refuses
// names that lead out; overlapping entries, each small and all together a bomb, are what the budget counts.

import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { FeedRefused } from '../refused.ts';
import type { Budget } from './budget.ts';
import type { OpenedFile } from './opened-file.ts';

export async function* zipEntries(options: {
  readonly path: string;
  readonly takes: (name: string) => boolean;
  readonly budget: Budget;
}): AsyncIterable<OpenedFile> {
  const { path, takes, budget } = options;
  const zip = await readable(budget, async () => await openPromise(path, { autoClose: false }));
  try {
    budget.addFiles(zip.entryCount);
    const entries = zip.eachEntry()[Symbol.asyncIterator]();
    for (;;) {
      const next = await readable(budget, async () => await entries.next());
      if (next.done === true) return;
      const entry = next.value;
      if (entry.fileName.endsWith('/') || !takes(entry.fileName)) continue;
      yield { name: entry.fileName, chunks: () => content(zip, entry, budget) };
    }
  } finally {
    zip.close();
  }
}

async function* content(zip: ZipFile, entry: Entry, budget: Budget): AsyncIterable<Uint8Array> {
  const stream: Readable = await readable(budget, async () => await zip.openReadStreamPromise(entry));
  try {
    for await (const chunk of stream) {
      budget.addUnpacked((chunk as Uint8Array).byteLength);
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw refusedFor(budget, error);
  }
}

const readable = async <T>(budget: Budget, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    throw refusedFor(budget, error);
  }
};

/** yauzl's errors carry no codes; the disk's do, and those are no fault of the feed. */
const refusedFor = (budget: Budget, error: unknown): unknown => {
  if (error instanceof FeedRefused || !(error instanceof Error)) return error;
  if ('syscall' in error) return error;
  if (/truncated|unexpected EOF|unexpected end|overflows file bounds/i.test(error.message))
    return budget.truncated('the zip', error);
  return budget.unreadable(`the zip cannot be read: ${error.message}`, error);
};
