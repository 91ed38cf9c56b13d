// Is this occurrence one of the window's? Looked at from its end, which no freeze moves.

import type { Calendar, CivilWindow, FixedWindow, Occurrence, Window } from '../../calendar/index.ts';
import { msOfInstant } from '../../time/index.ts';
import { isOnDay } from './day-rule.ts';
import { firstInstantOf } from './wall-clock.ts';

interface MsSpan {
  readonly startMs: number;
  readonly cutOffMs: number;
  readonly endMs: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** 1970-01-05: rolling spans are counted from a Monday. */
const A_MONDAY_MS = 345_600_000;
/** Two weeks, the longest that a window by the clock may be, and what clocks can move. */
const DAYS_OPEN_MAX = 16;

export function belongsTo(window: Window, occurrence: Occurrence, calendar: Calendar | undefined): boolean {
  const found = {
    startMs: msOfInstant(occurrence.startsAt),
    cutOffMs: msOfInstant(occurrence.cutOffAt),
    endMs: msOfInstant(occurrence.endsAt),
  };
  return spansOf(window, found.endMs, calendar).some((whole) => isThat(whole, found, calendar));
}

/** The whole of it, or what freezes left. That no freeze holds now is asked again before every start. */
function isThat(whole: MsSpan, found: MsSpan, calendar: Calendar | undefined): boolean {
  if (found.endMs !== whole.endMs) return false;
  if (found.startMs === whole.startMs && found.cutOffMs === whole.cutOffMs) return !isFrozen(found, calendar);
  const mayBeLess = calendar !== undefined && calendar.freezes.length > 0;
  const isPart = found.startMs >= whole.startMs && found.cutOffMs <= whole.cutOffMs;
  return mayBeLess && isPart && !isFrozen(found, calendar);
}

function isFrozen({ startMs, cutOffMs }: MsSpan, calendar: Calendar | undefined): boolean {
  return (calendar?.freezes ?? []).some(
    ({ when }) =>
      when.kind === 'dates' &&
      when.spans.some((span) => msOfInstant(span.startsAt) < cutOffMs && msOfInstant(span.endsAt) > startMs),
  );
}

function spansOf(window: Window, endMs: number, calendar: Calendar | undefined): readonly MsSpan[] {
  switch (window.kind) {
    case 'any-time':
    case 'dates':
      return fixedSpansOf(window, endMs);
    case 'weekly':
    case 'every-second-week':
    case 'nth-weekday':
    case 'day-of-month':
      return civilSpansOf(window, endMs, calendar);
    default:
      return unknownWindow(window);
  }
}

/** A kind of window that this checker does not know is never right: fail closed. */
const unknownWindow = (_window: never): readonly MsSpan[] => [];

function fixedSpansOf(window: FixedWindow, endMs: number): readonly MsSpan[] {
  if (window.kind === 'dates') {
    return window.spans.map(({ startsAt, cutOffAt, endsAt }) => ({
      startMs: msOfInstant(startsAt),
      cutOffMs: msOfInstant(cutOffAt),
      endMs: msOfInstant(endsAt),
    }));
  }
  const spanMs = window.spanDays * DAY_MS;
  return (endMs - A_MONDAY_MS) % spanMs === 0 ? [{ startMs: endMs - spanMs, cutOffMs: endMs, endMs }] : [];
}

function civilSpansOf(window: CivilWindow, endMs: number, calendar: Calendar | undefined): readonly MsSpan[] {
  const rules = calendar?.zones.rulesOf(window.zone) ?? null;
  if (rules === null) return [];
  const at = (day: number, time: string): number | null => firstInstantOf(rules, day * DAY_MS + msOfTime(time));
  const endDay = Math.floor(endMs / DAY_MS);
  const spans: MsSpan[] = [];
  // From the latest day down, so that the next occurrence's start is known.
  let nextStartMs = Number.POSITIVE_INFINITY;
  for (let day = endDay + DAYS_OPEN_MAX; day >= endDay - DAYS_OPEN_MAX; day -= 1) {
    const startMs = isOnDay(window, day) ? at(day, window.start) : null;
    if (startMs === null) continue;
    const { until, cutOffMinutes } = window;
    const end = until.kind === 'elapsed' ? startMs + until.minutes * MINUTE_MS : at(day + until.daysLater, until.time);
    if (end !== null) {
      const first = Math.min(end, nextStartMs);
      const beforeEndMs = cutOffMinutes === 'learned' ? 0 : cutOffMinutes * MINUTE_MS;
      spans.push({ startMs, cutOffMs: first - beforeEndMs, endMs: first });
    }
    nextStartMs = startMs;
  }
  return spans;
}

const msOfTime = (time: string): number => Date.parse(`1970-01-01T${time}:00Z`);
