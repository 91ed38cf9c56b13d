// From a window to its occurrences.

import { type Instant, instantOfMs, msOfInstant } from '../time/index.ts';
import type { Occurrence, Window } from './types.ts';

const DAY_MS = 86_400_000;
/** 1970-01-05, a Monday: spans are counted from here, so that one of seven days is a calendar week. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** The last instant that has a text of 24 characters. */
const LAST_MS = Date.UTC(9999, 11, 31);

/**
 * The next `count` occurrences in which a host may still begin at `from` or later, in order, the one under way first.
 * Fewer where the window has no more. Which occurrences a window has depends on the window alone, never on `from`, and
 * neither do their ids.
 */
export function occurrencesOf(window: Window, from: Instant, count: number): readonly Occurrence[] {
  switch (window.kind) {
    case 'any-time':
      return anyTimeOccurrences(window.spanDays, from, count);
    case 'dates':
      return window.spans
        .filter(({ cutOffAt }) => cutOffAt > from)
        .toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
        .slice(0, count)
        .map(({ startsAt, cutOffAt, endsAt }) => ({ id: `dates-${idPart(startsAt)}`, startsAt, cutOffAt, endsAt }));
    default:
      return refuseKind(window);
  }
}

/** The occurrence in which a host may begin now, else the next one; `null` where the window has none ahead. */
export const currentOrNextOccurrence = (window: Window, now: Instant): Occurrence | null =>
  occurrencesOf(window, now, 1)[0] ?? null;

/**
 * Spans lie end to end, so that there is exactly one at any time. Cut-off and end are one instant: nobody asked for the
 * service to be left alone after it, and the next span begins there; what keeps a host from starting too late is that its
 * plan must fit before the end.
 */
function anyTimeOccurrences(spanDays: number, from: Instant, count: number): readonly Occurrence[] {
  const spanMs = spanDays * DAY_MS;
  let startMs = FIRST_MONDAY_MS + Math.floor((msOfInstant(from) - FIRST_MONDAY_MS) / spanMs) * spanMs;
  const occurrences: Occurrence[] = [];
  while (occurrences.length < count && startMs + spanMs <= LAST_MS) {
    const startsAt = instantOfMs(startMs);
    const endsAt = instantOfMs(startMs + spanMs);
    occurrences.push({ id: `any-time-${spanDays}-${startsAt.slice(0, 10)}`, startsAt, cutOffAt: endsAt, endsAt });
    startMs += spanMs;
  }
  return occurrences;
}

/** `2026-11-21t08-00-00-000z`: the instant in the characters of an identifier. */
const idPart = (instant: Instant): string => instant.toLowerCase().replaceAll(/[:.]/g, '-');

function refuseKind(window: never): never {
  throw new TypeError(`unknown kind of window: ${JSON.stringify(window)}`);
}
