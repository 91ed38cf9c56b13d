// Which occurrences a plan names: enough for its waves, and no more than that.

import type { Occurrence } from '../../calendar/index.ts';
import { addSeconds, type Instant, msBetween } from '../../time/index.ts';

/**
 * How far ahead the planner looks. A year of monthly windows: an approval that would reach further has outlived
 * whatever its approver knew.
 */
export const OCCURRENCES_AHEAD = 12;

/**
 * One more than the waves need, because people take time: a plan that misses its first occurrence while it waits for
 * its approval runs in the next one instead of asking again.
 */
const OCCURRENCES_SPARE = 1;

export interface WaveTime {
  /** Of the slowest host, its fastest way back included: what must fit before the end. */
  readonly neededSeconds: number;
  /** From the wave's start to the next wave's: the slowest host, then the soak. */
  readonly untilNextSeconds: number;
}

/** Seconds that a host which begins as early as it may has until the end; 0 where it may not begin at all. */
export const secondsLeft = (occurrence: Occurrence, now: Instant): number => {
  const start = later(occurrence.startsAt, now);
  return start < occurrence.cutOffAt ? Math.floor(msBetween(start, occurrence.endsAt) / 1000) : 0;
};

/**
 * The first of `ahead`, up to the one in which the last wave begins if the first begins as late as its occurrence
 * lets it, and a spare one. Within an occurrence the answer does not follow the clock, so that planning again changes
 * nothing; only where what is left of it has become too short does it reach further.
 */
export function occurrencesFor(options: {
  readonly ahead: readonly Occurrence[];
  readonly waves: readonly WaveTime[];
  readonly now: Instant;
  /** `no-spare`: no more than its waves need where the first begins on time. */
  readonly spare?: 'spare' | 'no-spare';
}): readonly Occurrence[] {
  const { ahead, waves, now, spare = 'spare' } = options;
  const first = ahead[0];
  if (first === undefined) return [];
  if (spare === 'no-spare') return ahead.slice(0, occurrencesUsed(ahead, waves, now));
  const latest = later(first.startsAt, addSeconds(first.endsAt, -(waves[0]?.neededSeconds ?? 0)));
  const begunLate = occurrencesUsed(ahead, waves, latest < first.cutOffAt ? latest : first.cutOffAt);
  const begunNow = occurrencesUsed(ahead, waves, now);
  return ahead.slice(0, Math.max(begunLate + OCCURRENCES_SPARE, begunNow));
}

/** How many of `ahead` pass until the last wave has begun, where the first begins at `from` or at once after it. */
function occurrencesUsed(ahead: readonly Occurrence[], waves: readonly WaveTime[], from: Instant): number {
  let at = 0;
  let earliest = from;
  for (const { neededSeconds, untilNextSeconds } of waves) {
    const start = earliest;
    const index = ahead.findIndex((one, place) => place >= at && mayBegin(one, start, neededSeconds));
    if (index === -1) return ahead.length;
    at = index;
    earliest = addSeconds(later(ahead[index]?.startsAt ?? start, start), untilNextSeconds);
  }
  return at + 1;
}

/** Begins at the cut-off itself too: `from` may be the latest start that there is. */
const mayBegin = (occurrence: Occurrence, from: Instant, neededSeconds: number): boolean => {
  const start = later(occurrence.startsAt, from);
  return start <= occurrence.cutOffAt && neededSeconds <= Math.floor(msBetween(start, occurrence.endsAt) / 1000);
};

const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);
