// Fetching the metadata of the host's repositories into our own folder, and remembering what came of it: a metadata file's time says when
// it was published, not when it was last asked for.

import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Instant, isInstant } from '@slipway/core/time';
import type { DurableFiles } from '../../ports/index.ts';
import type { DnfContext } from './host.ts';
import { askDnf } from './program.ts';
import { list, named, record, shaped, textOrNull } from './shapes.ts';

/** What is known of one repository, by its id. */
export interface Refreshed {
  readonly last: 'fresh' | 'failed';
  readonly lastFreshAt: Instant | null;
}
export type RefreshRecord = Readonly<Record<string, Refreshed>>;

/** Slow lines and dozens of repositories; dnf itself gives up on a silent address after 30 s. */
const REFRESH_LIMIT_MS = 30 * 60_000;
const RECORD_BYTES_MAX = 1024 * 1024;
const recordPath = ({ directory }: Pick<DnfContext, 'directory'>): string => join(directory, 'refresh.json');

export const refresh = async (context: DnfContext, files: DurableFiles): Promise<Outcome<void>> => {
  const answer = await askDnf(context, { verb: 'refresh' }, { timeLimitMs: REFRESH_LIMIT_MS });
  if ('problem' in answer) return refuse('feed-failed', { source: 'dnf', detail: answer.problem });
  const ends = shaped(answer.value, (value) => list(value, endOf));
  if (ends === null) return refuse('feed-failed', { source: 'dnf', detail: 'its answer cannot be read' });
  const before = await readRecord(context, files);
  const now = context.clock.now();
  const refreshed = ends.map(({ id, problem }): readonly [string, Refreshed] => [
    id,
    problem === null
      ? { last: 'fresh', lastFreshAt: now }
      : { last: 'failed', lastFreshAt: before[id]?.lastFreshAt ?? null },
  ]);
  await files.write(recordPath(context), JSON.stringify(Object.fromEntries(refreshed)), 0o644);
  const failed = ends.find(({ problem }) => problem !== null);
  if (failed === undefined) return ok(undefined);
  return refuse('feed-failed', { source: failed.id, detail: failed.problem ?? '' });
};

const endOf = (value: unknown): { readonly id: string; readonly problem: string | null } => {
  const one = record(value);
  return { id: named(one['id']), problem: textOrNull(one['problem']) };
};

/** What is pending is known as of the repository that was read longest ago. `null`: one was never read, or there is none. */
export const oldestOf = (refreshed: RefreshRecord, ids: readonly string[]): Instant | null => {
  let oldest: Instant | null = null;
  for (const id of ids) {
    const at = refreshed[id]?.lastFreshAt ?? null;
    if (at === null) return null;
    if (oldest === null || at < oldest) oldest = at;
  }
  return oldest;
};

/** A record that is not there or cannot be read: nothing was ever refreshed. */
export const readRecord = async (
  context: Pick<DnfContext, 'directory'>,
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
