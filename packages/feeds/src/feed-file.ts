// A file as formats see it, made of a name and its bytes.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { FeedFile } from './format.ts';
import type { FeedLimits } from './limits.ts';

export const feedFile = (
  file: Pick<FeedFile, 'name' | 'chunks'>,
  limits: Pick<FeedLimits, 'wholeBytesMax'>,
): FeedFile => ({
  name: file.name,
  chunks: file.chunks,
  bytes: async () => await whole(file, limits.wholeBytesMax),
  text: async (options) => {
    const bytes = await whole(file, limits.wholeBytesMax);
    return bytes.ok ? decoded(bytes.value, options?.invalid ?? 'refuse') : bytes;
  },
});

const whole = async (file: Pick<FeedFile, 'chunks'>, bytesMax: number): Promise<Outcome<Uint8Array>> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of file.chunks()) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return refuse('record-unreadable', { detail: `larger than ${bytesMax} bytes` });
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks, bytes));
};

const decoded = (bytes: Uint8Array, invalid: 'refuse' | 'replace'): Outcome<string> => {
  try {
    return ok(new TextDecoder('utf-8', { fatal: invalid === 'refuse' }).decode(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refuse('record-unreadable', { detail: 'not UTF-8' });
  }
};
