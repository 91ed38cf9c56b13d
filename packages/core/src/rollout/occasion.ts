// When a host may begin: within an occurrence of the bounds, early enough to be back, or to have gone back, before its end.

import type { Occurrence } from '../calendar/index.ts';
import type { HostPlan, PlanHeader } from '../plan/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { addSeconds, type Instant, msBetween } from '../time/index.ts';
import { GRANT_START_SECONDS } from './limits.ts';

export interface Occasion {
  readonly occurrence: Occurrence;
  readonly latestStartAt: Instant;
}

type Times = Pick<HostPlan, 'expectedSeconds' | 'wayBackSeconds'>;

/** The occasion for a grant given at `at`. The same `at` always gives the same answer: it is how a grant's end is known. */
export const occasionAt = (header: PlanHeader, hostPlan: Times, at: Instant): Outcome<Occasion> => {
  const { bounds } = header;
  if (at >= bounds.expiresAt) return refuse('bounds-expired', { expired: bounds.expiresAt });
  const current = bounds.occurrences.filter(({ startsAt, cutOffAt }) => startsAt <= at && at < cutOffAt);
  const occurrence = current.find((candidate) => at < lastStart(header, hostPlan, candidate));
  if (occurrence !== undefined) {
    const latestStartAt = earliest(lastStart(header, hostPlan, occurrence), addSeconds(at, GRANT_START_SECONDS));
    return ok({ occurrence, latestStartAt });
  }
  const [tooShort] = current;
  if (tooShort !== undefined) {
    const left = Math.floor(msBetween(at, tooShort.endsAt) / 1000);
    return refuse('window-too-short', { needed: neededSeconds(hostPlan), left });
  }
  const starts = nextStart(header, hostPlan, at);
  return starts === null
    ? refuse('no-occurrence', { environment: header.environment })
    : refuse('waiting-for-occurrence', { starts });
};

/** Start of the next occurrence, after `at`, in which the host still could begin; `null`: there is none. */
export const nextStart = (header: PlanHeader, hostPlan: Times, at: Instant): Instant | null => {
  const ahead = header.bounds.occurrences
    .filter((occurrence) => at < occurrence.startsAt && occurrence.startsAt < lastStart(header, hostPlan, occurrence))
    .map((occurrence) => occurrence.startsAt);
  return ahead.length === 0 ? null : ahead.reduce(earliest);
};

/** By cut-off, by the time that it takes, and by the approval. */
const lastStart = (header: PlanHeader, hostPlan: Times, occurrence: Occurrence): Instant =>
  [occurrence.cutOffAt, addSeconds(occurrence.endsAt, -neededSeconds(hostPlan)), header.bounds.expiresAt].reduce(
    earliest,
  );

const neededSeconds = (hostPlan: Times): number => hostPlan.expectedSeconds + hostPlan.wayBackSeconds;

export const earliest = (a: Instant, b: Instant): Instant => (a < b ? a : b);
