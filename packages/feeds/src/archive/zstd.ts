// zstd, frame by frame. Node ends its stream after the first frame and drops the rest without a word (seen with 24.21),
// while `cat a.zst b.zst` and parallel packers make files of many.

import { once } from 'node:events';
import { createZstdDecompress, type ZstdDecompress } from 'node:zlib';

export async function* unpackZstd(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const chunks = packed[Symbol.asyncIterator]();
  try {
    let next = await chunks.next();
    while (next.done !== true) {
      const frame = createZstdDecompress();
      const fed = feed(frame, next.value, chunks);
      // Leaving early destroys the frame, and that ends the feeding.
      yield* frame as AsyncIterable<Uint8Array>;
      const rest = await fed;
      next = rest === null ? await chunks.next() : { done: false, value: rest };
    }
  } finally {
    await chunks.return?.();
  }
}

/** What is left of the chunk in which the frame ended; `null` where nothing is. A fault arrives where the frame is read. */
const feed = async (
  frame: ZstdDecompress,
  first: Uint8Array,
  chunks: AsyncIterator<Uint8Array>,
): Promise<Uint8Array | null> => {
  let fedBytes = 0;
  try {
    let chunk: Uint8Array | null = first;
    while (chunk !== null) {
      if (!(await written(frame, chunk))) return null;
      fedBytes += chunk.byteLength;
      const left = fedBytes - frame.bytesWritten;
      if (left > 0) {
        frame.end();
        return chunk.subarray(chunk.byteLength - left);
      }
      const next: IteratorResult<Uint8Array> = await chunks.next();
      chunk = next.done === true ? null : next.value;
    }
    frame.end();
  } catch (error) {
    frame.destroy(error instanceof Error ? error : new Error('the packed file could not be read', { cause: error }));
  }
  return null;
};

/** True once the chunk is through; false where the frame was closed first. */
const written = async (frame: ZstdDecompress, chunk: Uint8Array): Promise<boolean> => {
  if (frame.destroyed) return false;
  const gone = new AbortController();
  const through = new Promise<boolean>((resolve) => {
    frame.write(chunk, (error) => resolve(error === null || error === undefined));
  });
  const closed = once(frame, 'close', { signal: gone.signal }).then(
    () => false,
    () => false,
  );
  const result = await Promise.race([through, closed]);
  gone.abort();
  return result;
};
