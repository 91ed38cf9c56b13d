// The one question that the scheduler, the planner, the checker's tests and what people see all ask.

import type { Instant } from '../time/index.ts';
import { scheduleOf } from './schedule.ts';
import type { Calendar, FixedWindow, Occurrence, Window } from './types.ts';
import { NO_ZONES } from './zone-rules.ts';

/** For windows that need no zone, where there are no freezes. */
export const EMPTY_CALENDAR: Calendar = { zones: NO_ZONES, freezes: [] };

/**
 * The next `count` occurrences in which a host may still begin at `from` or later, in order, the one under way first.
 * Fewer where the window has no more ({@link scheduleOf} says why). Which occurrences a window has depends on the window
 * and the calendar alone, never on `from`, and neither do their ids.
 */
export function occurrencesOf(window: FixedWindow, from: Instant, count: number): readonly Occurrence[];
export function occurrencesOf(window: Window, from: Instant, count: number, calendar: Calendar): readonly Occurrence[];
export function occurrencesOf(
  window: Window,
  from: Instant,
  count: number,
  calendar: Calendar = EMPTY_CALENDAR,
): readonly Occurrence[] {
  return scheduleOf(window, from, count, calendar).ahead.map(({ occurrence }) => occurrence);
}

/** The occurrence in which a host may begin now, else the next one; `null` where the window has none ahead. */
export function currentOrNextOccurrence(window: Window, now: Instant, calendar: Calendar): Occurrence | null {
  return occurrencesOf(window, now, 1, calendar)[0] ?? null;
}
