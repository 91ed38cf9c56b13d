// Fetching over http, https or from a file, bounded in size and time. What comes back is not trusted until its hash fits.

import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

/** Without a byte for this long a source counts as gone. */
const IDLE_MS_MAX = 60_000;

/** The whole of a small file in memory. */
export const download = async (uri: string, bytesMax: number): Promise<Outcome<Uint8Array>> => {
  try {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of openStream(uri, bytesMax)) {
      bytes += chunk.byteLength;
      chunks.push(chunk);
    }
    return ok(Buffer.concat(chunks, bytes));
  } catch (error) {
    return refuse('feed-failed', { source: uri, detail: describe(error) });
  }
};

/** Ends with an error after more than `bytesMax` bytes: a source must not fill memory or disk. */
export async function* openStream(uri: string, bytesMax: number): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source(uri)) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new Error(`more than ${bytesMax} bytes`);
    yield chunk;
  }
}

async function* source(uri: string): AsyncIterable<Uint8Array> {
  const { protocol } = new URL(uri);
  if (protocol === 'file:') {
    yield* createReadStream(fileURLToPath(uri)) as AsyncIterable<Uint8Array>;
    return;
  }
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error(`scheme ${protocol} is not supported`);
  const stop = new AbortController();
  let idle = setTimeout(() => stop.abort(), IDLE_MS_MAX);
  try {
    const response = await fetch(uri, { signal: stop.signal, redirect: 'follow' });
    if (!response.ok || response.body === null) throw new Error(`HTTP status ${response.status}`);
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      clearTimeout(idle);
      idle = setTimeout(() => stop.abort(), IDLE_MS_MAX);
      yield chunk;
    }
  } finally {
    clearTimeout(idle);
  }
}

/** fetch hides why in its cause. */
const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
};
