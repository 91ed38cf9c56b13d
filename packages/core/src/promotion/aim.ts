// The occurrence that something has to be ready for next, and from when on it is got ready.

import { type Calendar, type Occurrence, occurrencesOf, type Window } from '../calendar/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';

/** One that is under way and too far gone, and the one after it. */
const OCCURRENCES_LOOKED_AT = 2;
const HOUR_SECONDS = 3600;

export interface Aim {
  readonly occurrence: Occurrence;
  readonly dueAt: Instant;
}

/**
 * Later than `leadHours` before its start is late, and better than never: what was late before it, or a controller that
 * was down, costs approvers time and not a month. Once it is under way, only where the whole lead still fits (windows of days).
 */
export function aimOf(options: {
  readonly window: Window;
  readonly leadHours: number;
  readonly calendar: Calendar;
  readonly now: Instant;
}): Aim | null {
  const { window, leadHours, calendar, now } = options;
  const leadSeconds = leadHours * HOUR_SECONDS;
  const occurrence = occurrencesOf(window, now, OCCURRENCES_LOOKED_AT, calendar).find(
    ({ startsAt, cutOffAt }) => now < startsAt || addSeconds(now, leadSeconds) < cutOffAt,
  );
  return occurrence === undefined ? null : { occurrence, dueAt: addSeconds(occurrence.startsAt, -leadSeconds) };
}
