// A format's pass over files in memory, as its tests need it: without fetching, archives or the frame's refusals.

import { asInstant } from '@slipway/core/time';
import { feedFile } from '../src/feed-file.ts';
import type { FeedFile, Format, FormatContext, Found } from '../src/format.ts';
import { FEED_LIMITS } from '../src/limits.ts';
import type { FeedSource } from '../src/types.ts';

/** In chunks of a few bytes where asked, so that a reader cannot rely on where they end. */
export const memoryFile = (name: string, content: string | Uint8Array, chunkBytes = 65_536): FeedFile => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const chunks = async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  return feedFile({ name, chunks }, FEED_LIMITS);
};

export const contextOf = (format: Format, source: Partial<FeedSource> = {}): FormatContext => ({
  source: {
    name: `test-${format.kind}`,
    kind: format.kind,
    location: '/memory',
    release: null,
    sha256: null,
    keyring: null,
    ...source,
  },
  now: asInstant('2026-11-21T12:00:00.000Z'),
  limits: FEED_LIMITS,
});

/** Everything that one pass finds. */
export const readFormat = async (
  format: Format,
  files: Readonly<Record<string, string | Uint8Array>> | readonly FeedFile[],
  source: Partial<FeedSource> = {},
): Promise<readonly Found[]> => {
  const list: readonly FeedFile[] = Array.isArray(files)
    ? files
    : Object.entries(files).map(([name, content]) => memoryFile(name, content));
  const found: Found[] = [];
  for await (const one of format.read(each(list), contextOf(format, source))) found.push(one);
  return found;
};

async function* each<T>(values: readonly T[]): AsyncIterable<T> {
  for (const value of values) yield await Promise.resolve(value);
}
