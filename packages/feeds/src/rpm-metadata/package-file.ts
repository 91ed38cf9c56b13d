// One package file, fetched. Whether it is the one that was meant, whoever asks for it looks.

import { open } from 'node:fs/promises';
import { type Outcome, ok } from '@slipway/core/reasons';
import { FEED_LIMITS } from '../limits.ts';
import { FeedRefused } from '../refused.ts';
import { fetchOverHttp, locationOf } from '../transport/index.ts';

/** Into a new file, at most so many bytes. `absent`: there is nothing at its address. */
export const fetchRpmFile = async (wanted: {
  readonly uri: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly authorities: readonly string[] | null;
}): Promise<Outcome<'fetched' | 'absent'>> => {
  const { uri, path, sizeBytes, authorities } = wanted;
  const location = locationOf(uri, { feed: uri, proven: true });
  if (!location.ok) return location;
  const target = await open(path, 'wx', 0o600);
  try {
    if (location.value.kind !== 'http') return ok('absent');
    const { kind } = await fetchOverHttp(location.value.url, target, {
      ...{ feed: uri, proven: true, mark: null, limits: FEED_LIMITS, bytesMax: sizeBytes, authorities },
      signal: new AbortController().signal,
    });
    return ok(kind === 'fetched' ? 'fetched' : 'absent');
  } catch (error) {
    if (error instanceof FeedRefused) return { ok: false, reason: error.reason };
    throw error;
  } finally {
    await target.close();
  }
};
