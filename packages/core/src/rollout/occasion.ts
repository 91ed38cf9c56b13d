// When a host may begin: within an occurrence of the bounds, early enough to be back, or to have gone back, before its end.

import { mayStart, type Occurrence } from '../calendar/index.ts';
import { type PlanHeader, type PlannedTimes, secondsToBegin } from '../plan/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { GRANT_START_SECONDS } from './limits.ts';

export interface Occasion {
  readonly occurrence: Occurrence;
  readonly latestStartAt: Instant;
}

/** The occasion for a grant given at `at`. The same `at` always gives the same answer: it is how a grant's end is known. */
export const occasionAt = (header: PlanHeader, hostPlan: PlannedTimes, at: Instant): Outcome<Occasion> => {
  const { bounds } = header;
  if (at >= bounds.expiresAt) return refuse('bounds-expired', { expired: bounds.expiresAt });
  const neededSeconds = secondsToBegin(hostPlan, bounds.occurrences);
  const judged = bounds.occurrences.map((occurrence) => mayStart({ occurrence, now: at, neededSeconds }));
  for (const now of judged) {
    if (!now.ok) continue;
    const latestStartAt = earliest(lastStart(header, hostPlan, now.value), addSeconds(at, GRANT_START_SECONDS));
    // A grant must leave at least an instant to use it.
    if (at < latestStartAt) return ok({ occurrence: now.value, latestStartAt });
  }
  const tooShort = judged.find((now) => !now.ok && now.reason.code === 'window-too-short');
  if (tooShort !== undefined && !tooShort.ok) return tooShort;
  const starts = nextStart(header, hostPlan, at);
  return starts === null
    ? refuse('no-occurrence', { environment: header.environment })
    : refuse('waiting-for-occurrence', { starts });
};

/** Start of the next occurrence, after `at`, in which the host still could begin; `null`: there is none. */
export const nextStart = (header: PlanHeader, hostPlan: PlannedTimes, at: Instant): Instant | null => {
  const ahead = header.bounds.occurrences
    .filter((occurrence) => at < occurrence.startsAt && occurrence.startsAt < lastStart(header, hostPlan, occurrence))
    .map((occurrence) => occurrence.startsAt);
  return ahead.length === 0 ? null : ahead.reduce(earliest);
};

/** By cut-off, by the time that it takes, and by the approval. */
export const lastStart = ({ bounds }: PlanHeader, hostPlan: PlannedTimes, occurrence: Occurrence): Instant =>
  [
    occurrence.cutOffAt,
    addSeconds(occurrence.endsAt, -secondsToBegin(hostPlan, bounds.occurrences)),
    bounds.expiresAt,
  ].reduce(earliest);

export const earliest = (a: Instant, b: Instant): Instant => (a < b ? a : b);
