// What a window gives before freezes are taken out: one occurrence per match of its rule.

import { type Reason, reason } from '../reasons/index.ts';
import { type Instant, instantOfMs, msOfInstant } from '../time/index.ts';
import { DAY_MS, type DayNumber, dateOfDay, MINUTE_MS, minuteOfTime, timeOfMinute } from './civil-day.ts';
import { daysOpen, type SpanInstants, spanOn, usualMinutes } from './civil-span.ts';
import { type DayMatcher, matcherOfRule, matchingDays } from './matching-days.ts';
import type { CivilWindow, FixedWindow } from './types.ts';
import { localMomentOf, type ZoneRules } from './zone-rules.ts';

export interface RawOccurrence {
  readonly id: string;
  readonly startMs: number;
  /** Not after the start: nothing can begin in it, and the notes say why. */
  readonly cutOffMs: number;
  readonly endMs: number;
  readonly notes: readonly Reason[];
}

/**
 * How far ahead the next occurrence is looked for: forty years, because "the fifth Monday of February" comes every
 * 28th, and a few more where a century is no leap year. It bounds the work for a rule that has none.
 */
export const SEARCH_DAYS_MAX = 40 * 366;

/** 1970-01-05, a Monday: spans are counted from here, so that one of seven days is a calendar week. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** The last instant that has a text of 24 characters. */
const LAST_MS = Date.UTC(9999, 11, 31);

export function* fixedOccurrences(window: FixedWindow, from: Instant): Generator<RawOccurrence> {
  if (window.kind === 'any-time') {
    yield* anyTimeOccurrences(window.spanDays, msOfInstant(from));
    return;
  }
  const sorted = window.spans.toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
  for (const { startsAt, cutOffAt, endsAt } of sorted) {
    const [startMs, cutOffMs, endMs] = [msOfInstant(startsAt), msOfInstant(cutOffAt), msOfInstant(endsAt)];
    if (cutOffAt > from) yield { id: `dates-${idPart(startsAt)}`, startMs, cutOffMs, endMs, notes: [] };
  }
}

/**
 * Spans lie end to end, so that there is exactly one at any time. Cut-off and end are one instant: nobody asked for the
 * service to be left alone after it, and the next span begins there; what keeps a host from starting too late is that its
 * plan must fit before the end.
 */
function* anyTimeOccurrences(spanDays: number, fromMs: number): Generator<RawOccurrence> {
  const spanMs = spanDays * DAY_MS;
  const lastMs = Math.min(LAST_MS, fromMs + SEARCH_DAYS_MAX * DAY_MS);
  let startMs = FIRST_MONDAY_MS + Math.floor((fromMs - FIRST_MONDAY_MS) / spanMs) * spanMs;
  for (; startMs + spanMs <= lastMs; startMs += spanMs) {
    const id = `any-time-${spanDays}-${instantOfMs(startMs).slice(0, 10)}`;
    yield { id, startMs, cutOffMs: startMs + spanMs, endMs: startMs + spanMs, notes: [] };
  }
}

/** Those whose cut-off lies after `from`, and those in which nothing can begin; ends where the zone's rules do. */
export function* civilOccurrences(window: CivilWindow, from: Instant, rules: ZoneRules): Generator<RawOccurrence> {
  const fromMs = msOfInstant(from);
  const matches = matcherOfRule(window);
  // Two days into the table clocks can be told for certain.
  const firstKnownDay = Math.ceil(rules.fromMs / DAY_MS) + 2;
  const firstDay = Math.max(firstKnownDay, localMomentOf(rules, fromMs).day - daysOpen(window));
  for (const day of matchingDays(matches, firstDay, SEARCH_DAYS_MAX)) {
    const raw = civilOccurrence(window, { day, rules, matches });
    if (raw === null) return;
    if (Math.max(raw.cutOffMs, raw.startMs) > fromMs) yield raw;
  }
}

/** `null`: the zone's rules do not reach that far. */
export function civilOccurrence(
  window: CivilWindow,
  on: { readonly day: DayNumber; readonly rules: ZoneRules; readonly matches: DayMatcher },
): RawOccurrence | null {
  const span = spanOn(window, on.day, on.rules);
  const nextStartMs = startOfNext(window, on);
  if (span === null || nextStartMs === null) return null;
  const startMs = span.start.ms;
  // A day of 23 hours, or one that a zone left out: the window of the next day takes over where it begins.
  const endMs = Math.min(span.end.ms, nextStartMs);
  const cutOffMs = endMs - (window.cutOffMinutes === 'learned' ? 0 : window.cutOffMinutes * MINUTE_MS);
  const id = `${window.kind}-${dateOfDay(on.day)}t${window.start.replace(':', '-')}`;
  if (cutOffMs <= startMs) {
    const closed = reason('window-closed-by-clocks', { zone: window.zone, date: dateOfDay(on.day) });
    return { id, startMs, cutOffMs, endMs: Math.max(startMs, endMs), notes: [closed] };
  }
  return { id, startMs, cutOffMs, endMs, notes: [...clockNotes(window, { ...span, endMs }, on.rules)] };
}

/** Infinity where none is near enough to matter. */
function startOfNext(
  window: CivilWindow,
  on: { readonly day: DayNumber; readonly rules: ZoneRules; readonly matches: DayMatcher },
): number | null {
  for (const day of matchingDays(on.matches, on.day + 1, daysOpen(window))) {
    return spanOn(window, day, on.rules)?.start.ms ?? null;
  }
  return Number.POSITIVE_INFINITY;
}

function* clockNotes(
  window: CivilWindow,
  { day, start, endMs }: SpanInstants & { readonly endMs: number },
  rules: ZoneRules,
): Iterable<Reason> {
  const { zone } = window;
  const date = dateOfDay(day);
  const facts = { zone, start: window.start, date, starts: instantOfMs(start.ms) };
  if (start.found === 'gap') yield reason('window-start-in-gap', facts);
  if (start.found === 'fold') yield reason('window-start-in-fold', facts);
  const minutes = (endMs - start.ms) / MINUTE_MS;
  const usual = usualMinutes(window);
  if (minutes !== usual) yield reason('window-other-length', { zone, date, minutes, usual });
  const usualEnd = ((minuteOfTime(window.start) ?? 0) + usual) % (24 * 60);
  const { minute } = localMomentOf(rules, endMs);
  if (minutes === usual && minute !== usualEnd) {
    const ends = timeOfMinute(Math.floor(minute));
    yield reason('window-other-end', { zone, date, minutes, ends, usual: timeOfMinute(usualEnd) });
  }
}

/** `2026-11-21t08-00-00-000z`: the instant in the characters of an identifier. */
const idPart = (instant: Instant): string => instant.toLowerCase().replaceAll(/[:.]/g, '-');
