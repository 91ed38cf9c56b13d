// Fetching over http and https, bounded in size and time. What comes back is not trusted until its hash fits, and what is
// asked for was named by a host: nothing of this machine itself is ever opened for one.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';

/** Without a byte for this long a source counts as gone. */
const IDLE_MS_MAX = 60_000;

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:']);

/** apt knows more of them (file, copy, cdrom, mirror, tor): those name something beside the host, and here another thing. */
export const isFetched = (uri: string): boolean => SCHEMES.has(URL.parse(uri)?.protocol ?? '');

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
  if (!isFetched(uri)) throw new Error('it is fetched over http and https only');
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
