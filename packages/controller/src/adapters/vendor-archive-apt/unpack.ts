import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

const gunzipBytes = promisify(gunzip);

/** Text of an index, plain or gzip; bounded, since a small file can unpack to any size. */
export const unpack = async (options: {
  readonly uri: string;
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly bytesMax: number;
}): Promise<Outcome<string>> => {
  const { uri, bytes, path, bytesMax } = options;
  try {
    const unpacked = path.endsWith('.gz') ? await gunzipBytes(bytes, { maxOutputLength: bytesMax }) : bytes;
    return ok(new TextDecoder('utf-8').decode(unpacked));
  } catch (error) {
    return refuse('feed-failed', { source: uri, detail: error instanceof Error ? error.message : String(error) });
  }
};
