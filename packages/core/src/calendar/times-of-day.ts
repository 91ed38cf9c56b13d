// Times of day by the clock of a zone, every day: when something was due last, and what is wrong with such a rule.

import { type Instant, instantOfMs, msOfInstant } from '../time/index.ts';
import { DAY_MS, type LocalTime, MINUTE_MS, minuteOfTime } from './civil-day.ts';
import { type CalendarProblem, ONCE, problem, zoneProblems } from './problem.ts';
import { instantOfLocal, localMomentOf, type Zones } from './zone-rules.ts';

export interface TimesOfDay {
  readonly zone: string;
  readonly at: readonly LocalTime[];
}

/** Clocks jump by an hour or so: a time of yesterday may be the last one, never one of the day before that. */
const DAYS_LOOKED_AT = [0, -1, -2];

/**
 * The last instant up to `now` at which the clock showed one of these times; one that clocks jump over is the first instant
 * after it, one that comes twice the first of the two. `null`: the zone is not known.
 */
export function lastTimeOfDay({ zone, at }: TimesOfDay, now: Instant, zones: Zones): Instant | null {
  const rules = zones.rulesOf(zone);
  if (rules === null) return null;
  const nowMs = msOfInstant(now);
  const { day: today } = localMomentOf(rules, nowMs);
  const known = DAYS_LOOKED_AT.flatMap((days) =>
    at.flatMap((time) => {
      const minute = minuteOfTime(time);
      const found = minute === null ? null : instantOfLocal(rules, (today + days) * DAY_MS + minute * MINUTE_MS);
      return found === null || found.ms > nowMs ? [] : found.ms;
    }),
  );
  return known.length === 0 ? null : instantOfMs(Math.max(...known));
}

export function timesOfDayProblems({ zone, at }: TimesOfDay, zones: Zones | null): readonly CalendarProblem[] {
  return [
    ...zoneProblems(zone, zones),
    ...at.flatMap((time, index) => {
      const place = `at[${index}]`;
      if (minuteOfTime(time) === null) return problem(place, `"${time}" is not a time of day`, '06:00');
      return at.indexOf(time) === index ? [] : problem(place, `${time} stands twice`, ONCE);
    }),
  ];
}
