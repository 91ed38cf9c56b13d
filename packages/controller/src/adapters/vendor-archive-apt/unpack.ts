// Unpacking an index, bounded: a small file can unpack to any size.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { unpackStream } from './unpack-stream.ts';

/** Text of an index, plain, gzip or xz. The hash of the packed bytes has been checked before. */
export const unpack = async (options: {
  readonly uri: string;
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly bytesMax: number;
}): Promise<Outcome<string>> => {
  const { uri, bytes, path, bytesMax } = options;
  try {
    const packing = /\.(?:gz|xz)$/.exec(path)?.[0] ?? '';
    return ok(new TextDecoder('utf-8').decode(await whole(unpackStream([bytes], packing), bytesMax)));
  } catch (error) {
    return refuse('feed-failed', { source: uri, detail: error instanceof Error ? error.message : String(error) });
  }
};

const whole = async (unpacked: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of unpacked) {
    size += chunk.byteLength;
    if (size > bytesMax) throw new Error(`unpacks to more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
};
