// Fetching the metadata of the host's repositories into our own folder, and remembering what came of it.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { writeRefreshes } from '../../kept/index.ts';
import type { DurableFiles } from '../../ports/index.ts';
import type { DnfContext } from './host.ts';
import { askDnf } from './program.ts';
import { list, named, record, shaped, textOrNull } from './shapes.ts';

/** Slow lines and dozens of repositories; dnf itself gives up on a silent address after 30 s. */
const REFRESH_LIMIT_MS = 30 * 60_000;

export const refresh = async (context: DnfContext, files: DurableFiles): Promise<Outcome<void>> => {
  const answer = await askDnf(context, { verb: 'refresh' }, { timeLimitMs: REFRESH_LIMIT_MS });
  if ('problem' in answer) return refuse('feed-failed', { source: 'dnf', detail: answer.problem });
  const ends = shaped(answer.value, (value) => list(value, endOf));
  if (ends === null) return refuse('feed-failed', { source: 'dnf', detail: 'its answer cannot be read' });
  const refreshed = ends.map(({ id, problem }) => [id, problem === null ? 'fresh' : 'failed'] as const);
  await writeRefreshes(context.directory, files, { ends: refreshed, now: context.clock.now() });
  const failed = ends.find(({ problem }) => problem !== null);
  if (failed === undefined) return ok(undefined);
  return refuse('feed-failed', { source: failed.id, detail: failed.problem ?? '' });
};

const endOf = (value: unknown): { readonly id: string; readonly problem: string | null } => {
  const one = record(value);
  return { id: named(one['id']), problem: textOrNull(one['problem']) };
};
