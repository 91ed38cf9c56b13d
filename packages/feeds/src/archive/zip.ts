// The entries of a zip, in its own order. yauzl reads by the central directory, checks sizes against it, and refuses
// names that lead out; overlapping entries, each small and all together a bomb, are what the budget counts.

import { crc32, inflateRawSync } from 'node:zlib';
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
  let sum = 0;
  const pieces = isSmall(entry) ? inflatedAtOnce(zip, entry) : streamed(zip, entry);
  try {
    for await (const piece of pieces) {
      budget.addUnpacked(piece.byteLength);
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch (error) {
    throw refusedFor(budget, error);
  }
  // yauzl leaves this to its caller: a stored entry with a flipped bit has the right size.
  if (sum !== entry.crc32) throw budget.unreadable(`${entry.fileName} in the zip has another checksum`);
}

/** Up to here a stream of its own costs more than the inflating: 20,000 records took 14 s instead of 8 on a busy host. */
const AT_ONCE_BYTES_MAX = 1024 * 1024;
const DEFLATED = 8;

const isSmall = (entry: Entry): boolean =>
  entry.compressionMethod === DEFLATED &&
  !entry.isEncrypted() &&
  Math.max(entry.compressedSize, entry.uncompressedSize) <= AT_ONCE_BYTES_MAX;

async function* inflatedAtOnce(zip: ZipFile, entry: Entry): AsyncIterable<Uint8Array> {
  const packed: Uint8Array[] = [];
  const raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  for await (const piece of raw) packed.push(piece as Uint8Array);
  const bytes = inflateRawSync(Buffer.concat(packed), { maxOutputLength: entry.uncompressedSize + 1 });
  if (bytes.byteLength !== entry.uncompressedSize) throw new Error(`${entry.fileName} has not the size that is stated`);
  yield bytes;
}

async function* streamed(zip: ZipFile, entry: Entry): AsyncIterable<Uint8Array> {
  yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>;
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
