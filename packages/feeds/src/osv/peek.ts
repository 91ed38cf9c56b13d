// Whether a JSON file is one record or an array of them, without reading it twice.

import { feedFile } from '../feed-file.ts';
import type { FeedFile, FormatContext } from '../format.ts';

/** The same file from its start, and the first byte of it that is neither blank nor a byte order mark; `null`: there is none. */
export const peeked = async (
  file: FeedFile,
  context: FormatContext,
): Promise<{ readonly starts: string | null; readonly whole: FeedFile }> => {
  const iterator = file.chunks()[Symbol.asyncIterator]();
  const before: Uint8Array[] = [];
  let starts: string | null = null;
  while (starts === null) {
    const next = await iterator.next();
    if (next.done === true) break;
    before.push(next.value);
    const at = next.value.findIndex((byte) => !PASSED.has(byte));
    if (at !== -1) starts = String.fromCharCode(next.value[at] ?? 0);
  }
  return { starts, whole: feedFile({ name: file.name, chunks: () => again(before, iterator) }, context.limits) };
};

const PASSED: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

async function* again(before: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* before;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
