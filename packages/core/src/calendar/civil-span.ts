// From a day and hours of a day to instants: DESIGN section 8's rules for nights on which clocks change.

import { DAY_MS, type DayNumber, MINUTE_MS, minuteOfTime } from './civil-day.ts';
import type { CivilSpan, Until } from './types.ts';
import { instantOfLocal, type LocalInstant, type ZoneRules } from './zone-rules.ts';

export interface SpanInstants {
  readonly day: DayNumber;
  readonly start: LocalInstant;
  readonly end: LocalInstant;
}

/**
 * A start that clocks jump over is the first instant after the jump; one that comes twice is the first of the two; and
 * so is an end by the clock: of two ends the earlier is the one that nobody can call too late. `null`: the rules of the
 * zone do not reach there, or the span is none.
 */
export function spanOn(span: CivilSpan, day: DayNumber, rules: ZoneRules): SpanInstants | null {
  const startMinute = minuteOfTime(span.start);
  if (startMinute === null) return null;
  const start = instantOfLocal(rules, day * DAY_MS + startMinute * MINUTE_MS);
  const end = start === null ? null : endOf(span.until, { day, start, rules });
  return start === null || end === null ? null : { day, start, end };
}

function endOf(
  until: Until,
  begun: { readonly day: DayNumber; readonly start: LocalInstant; readonly rules: ZoneRules },
): LocalInstant | null {
  if (until.kind === 'elapsed') return { ms: begun.start.ms + until.minutes * MINUTE_MS, found: 'once' };
  const minute = minuteOfTime(until.time);
  if (minute === null) return null;
  return instantOfLocal(begun.rules, (begun.day + until.daysLater) * DAY_MS + minute * MINUTE_MS);
}

/** As long as it is on every night without a clock change. `NaN` where a time is none. */
export function usualMinutes({ start, until }: CivilSpan): number {
  if (until.kind === 'elapsed') return until.minutes;
  const from = minuteOfTime(start) ?? Number.NaN;
  return until.daysLater * 24 * 60 + (minuteOfTime(until.time) ?? Number.NaN) - from;
}

/** Days after its first on which a span can still be open, clock changes included. */
export const daysOpen = (span: CivilSpan): number => Math.ceil(usualMinutes(span) / (24 * 60)) + 2;
