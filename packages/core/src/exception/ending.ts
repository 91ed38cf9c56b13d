// When people are warned that an exception ends.

import type { Exception } from '../policy/index.ts';
import { addMs, type Instant, msBetween } from '../time/index.ts';

const DAY_MS = 86_400_000;
/** Two weeks to plan the update or agree again, one to do it, a day to notice; 0: it has ended. */
export const WARN_DAYS_BEFORE = [14, 7, 1, 0] as const;
/** One that ended longer ago is old news: somebody brought it along with an old policy, or nobody listened for a week. */
const TOLD_AFTER_MS_MAX = 7 * DAY_MS;

/** The latest warning that is due, in days before the end; `null`: none is yet, or none is any more. */
export function dueWarning({ expiresAt }: Pick<Exception, 'expiresAt'>, now: Instant): number | null {
  if (now > addMs(expiresAt, TOLD_AFTER_MS_MAX)) return null;
  const leftMs = msBetween(now, expiresAt);
  return WARN_DAYS_BEFORE.findLast((days) => leftMs <= days * DAY_MS) ?? null;
}
