// Refreshing the lists of the host's sources, and remembering what came of it: file times say when a repository was
// published, not when it was last asked.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { writeRefreshes } from '../../kept/index.ts';
import type { DurableFiles } from '../../ports/index.ts';
import { type AptContext, ask, PROGRAMS, problemOf } from './host.ts';
import { readSources, type Source } from './repositories.ts';
import { dropCompressedLists, sourceOptions } from './sources.ts';

/** Slow lines and dozens of sources; apt itself gives up on a silent address after 30 s. */
const REFRESH_LIMIT_MS = 15 * 60_000;

export const refresh = async (context: AptContext, files: DurableFiles): Promise<Outcome<void>> => {
  await dropCompressedLists(context);
  const result = await ask(context, [PROGRAMS.aptGet, ...sourceOptions(context), '-q', 'update'], {
    timeLimitMs: REFRESH_LIMIT_MS,
  });
  const succeeded = result.kind === 'ended' && result.status === 0;
  const sources = await readSources(context);
  if (!sources.ok) return sources;
  const failed = succeeded
    ? new Set<string>()
    : failedSources(result.kind === 'not-started' ? '' : result.stdout, sources.value);
  const ends = sources.value.map(({ key }) => [key, failed.has(key) ? 'failed' : 'fresh'] as const);
  await writeRefreshes(context.directory, files, { ends, now: context.clock.now() });
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
