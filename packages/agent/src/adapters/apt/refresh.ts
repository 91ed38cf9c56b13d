// Refreshing the lists of the host's sources, and remembering what came of it: file times say when a repository was
// published, not when it was last asked.

import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Instant, isInstant } from '@slipway/core/time';
import type { DurableFiles } from '../../ports/index.ts';
import { type AptContext, ask, PROGRAMS, problemOf } from './host.ts';
import { readSources, type Source } from './repositories.ts';
import { dropCompressedLists, sourceOptions } from './sources.ts';

/** What is known of one repository, by {@link Source.key}. */
export interface Refreshed {
  readonly last: 'fresh' | 'failed';
  readonly lastFreshAt: Instant | null;
}
export type RefreshRecord = Readonly<Record<string, Refreshed>>;

/** Slow lines and dozens of sources; apt itself gives up on a silent address after 30 s. */
const REFRESH_LIMIT_MS = 15 * 60_000;
const RECORD_BYTES_MAX = 1024 * 1024;
const recordPath = (context: Pick<AptContext, 'directory'>): string => join(context.directory, 'refresh.json');

export const refresh = async (context: AptContext, files: DurableFiles): Promise<Outcome<void>> => {
  await dropCompressedLists(context);
  const result = await ask(context, [PROGRAMS.aptGet, ...sourceOptions(context), '-q', 'update'], {
    timeLimitMs: REFRESH_LIMIT_MS,
  });
  const succeeded = result.kind === 'ended' && result.status === 0;
  const sources = await readSources(context);
  if (!sources.ok) return sources;
  const before = await readRecord(context, files);
  const now = context.clock.now();
  const failed = succeeded
    ? new Set<string>()
    : failedSources(result.kind === 'not-started' ? '' : result.stdout, sources.value);
  const record = sources.value.map(({ key }): readonly [string, Refreshed] => [
    key,
    failed.has(key)
      ? { last: 'failed', lastFreshAt: before[key]?.lastFreshAt ?? null }
      : { last: 'fresh', lastFreshAt: now },
  ]);
  await files.write(recordPath(context), JSON.stringify(Object.fromEntries(record)), 0o644);
  if (succeeded) return ok(undefined);
  return refuse('feed-failed', { source: 'apt', detail: problemOf(result) });
};

/**
 * Which sources failed, from lines such as `Err:3 http://deb.example bookworm InRelease` or `… bookworm/main amd64 Packages`. Where no line names one of them
 * all count as failed: a repository must not pass for fresh because a line reads differently than expected.
 */
export const failedSources = (output: string, sources: readonly Pick<Source, 'key'>[]): ReadonlySet<string> => {
  const erred = output.split('\n').filter((line) => line.startsWith('Err:'));
  const named = sources.filter(({ key }) =>
    erred.some((line) => line.includes(` ${key} `) || line.includes(` ${key}/`)),
  );
  return new Set((named.length > 0 ? named : sources).map(({ key }) => key));
};

/** A record that is not there or cannot be read: nothing was ever refreshed. */
export const readRecord = async (
  context: Pick<AptContext, 'directory'>,
  files: Pick<DurableFiles, 'read'>,
): Promise<RefreshRecord> => {
  const bytes = await files.read(recordPath(context), RECORD_BYTES_MAX);
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

const isRefreshed = (value: unknown): value is Refreshed =>
  typeof value === 'object' &&
  value !== null &&
  'last' in value &&
  (value.last === 'fresh' || value.last === 'failed') &&
  'lastFreshAt' in value &&
  (value.lastFreshAt === null || (typeof value.lastFreshAt === 'string' && isInstant(value.lastFreshAt)));
