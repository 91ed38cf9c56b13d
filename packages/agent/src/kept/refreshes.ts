// What came of the last refresh of each repository: the time of a list of packages says when it was published, not when it
// was last asked for.

import { join } from 'node:path';
import { type Instant, isInstant } from '@slipway/core/time';
import type { DurableFiles } from '../ports/index.ts';

/** By the adapter's own name of a repository. */
export type RefreshRecord = Readonly<Record<string, Refreshed>>;

interface Refreshed {
  readonly last: 'fresh' | 'failed';
  readonly lastFreshAt: Instant | null;
}

const RECORD_BYTES_MAX = 1024 * 1024;
const pathIn = (directory: string): string => join(directory, 'refresh.json');

/** A record that is not there or cannot be read: nothing was ever refreshed. */
export const readRefreshes = async (directory: string, files: Pick<DurableFiles, 'read'>): Promise<RefreshRecord> => {
  const bytes = await files.read(pathIn(directory), RECORD_BYTES_MAX);
  if (bytes === null) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, Refreshed] => isRefreshed(entry[1])),
    );
  } catch {
    return {};
  }
};

/** What is not among `ends` is forgotten; what failed stays known as of when it last did not. */
export const writeRefreshes = async (
  directory: string,
  files: Pick<DurableFiles, 'read' | 'write'>,
  { ends, now }: { readonly ends: readonly (readonly [string, Refreshed['last']])[]; readonly now: Instant },
): Promise<void> => {
  const before = await readRefreshes(directory, files);
  const refreshed = ends.map(([key, last]): readonly [string, Refreshed] => [
    key,
    { last, lastFreshAt: last === 'fresh' ? now : (before[key]?.lastFreshAt ?? null) },
  ]);
  await files.write(pathIn(directory), JSON.stringify(Object.fromEntries(refreshed)), 0o644);
};

/** What is pending is known as of the repository that was read longest ago. `null`: one was never read, or there is none. */
export const oldestRefresh = (record: RefreshRecord, keys: readonly string[]): Instant | null => {
  let oldest: Instant | null = null;
  for (const key of keys) {
    const at = record[key]?.lastFreshAt ?? null;
    if (at === null) return null;
    if (oldest === null || at < oldest) oldest = at;
  }
  return oldest;
};

const isRefreshed = (value: unknown): value is Refreshed =>
  typeof value === 'object' &&
  value !== null &&
  'last' in value &&
  (value.last === 'fresh' || value.last === 'failed') &&
  'lastFreshAt' in value &&
  (value.lastFreshAt === null || (typeof value.lastFreshAt === 'string' && isInstant(value.lastFreshAt)));
