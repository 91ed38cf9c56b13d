// What is wrong with a window or a freeze: all of it at once, each with its place and what to write instead.

import { dateOfDay, dayOfDate, minuteOfTime, WEEKDAYS, weekdayOf } from './civil-day.ts';
import { nearestNames } from './nearest.ts';
import type { CivilSpan } from './types.ts';
import type { Zones } from './zone-rules.ts';

export interface CalendarProblem {
  /** Within what was judged: `until.time`, `spans[2].cutOffAt`; empty for the whole. */
  readonly at: string;
  readonly detail: string;
  /** To write instead; empty where nothing in the file would help. */
  readonly instead: string;
}

export const problem = (at: string, detail: string, instead: string): CalendarProblem => ({ at, detail, instead });

export const ONCE = 'it once';

/** One sentence for people. */
export const sentenceOf = ({ detail, instead }: CalendarProblem): string =>
  instead === '' ? detail : `${detail}; write ${instead}`;

/** Area and place, each capitalised: what a runtime takes in other spellings, other programs do not. */
const ZONE = /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;

export function* zoneProblems(zone: string, zones: Zones | null): Iterable<CalendarProblem> {
  if (zones === null || zones.version === '') {
    yield problem('zone', 'no time-zone rules are loaded here, so that nothing by the clock can be judged', '');
  } else if (!ZONE.test(zone) || zones.rulesOf(zone) === null) {
    const near = nearestNames(zone, zones.names);
    const instead = near.length === 0 ? 'a name of the IANA database, such as Europe/Berlin' : near.join(' or ');
    yield problem('zone', `"${zone}" is not a time zone of database ${zones.version}`, instead);
  }
}

export function* hoursProblems({ start, until }: CivilSpan): Iterable<CalendarProblem> {
  const from = minuteOfTime(start);
  if (from === null) yield problem('start', `"${start}" is not a time of day`, 'hours and minutes, such as 20:00');
  if (until.kind === 'elapsed') {
    yield* wholeProblems(until.minutes, { at: 'until.minutes', min: 1, max: Number.MAX_SAFE_INTEGER });
    return;
  }
  const to = minuteOfTime(until.time);
  if (to === null) {
    yield problem('until.time', `"${until.time}" is not a time of day`, 'hours and minutes, such as 06:00');
  }
  const isDay = Number.isSafeInteger(until.daysLater) && until.daysLater >= 0;
  if (!isDay) yield problem('until.daysLater', 'must be a whole number of days', '0 for the same day, 1 for the next');
  if (from !== null && to !== null && until.daysLater === 0 && to <= from) {
    yield problem('until', `ends at ${until.time}, before or when it starts at ${start}`, 'daysLater: 1');
  }
}

export function* wholeProblems(
  value: number,
  within: { readonly at: string; readonly min: number; readonly max: number },
): Iterable<CalendarProblem> {
  const { at, min, max } = within;
  const isSound = Number.isSafeInteger(value) && value >= min && value <= max;
  if (!isSound)
    yield problem(at, `${at} must be a whole number from ${min} to ${max}`, String(nearestWhole(value, within)));
}

const nearestWhole = (value: number, { min, max }: { readonly min: number; readonly max: number }): number =>
  Number.isFinite(value) ? Math.min(max, Math.max(min, Math.round(value))) : min;

export function* monthProblems(months: readonly number[] | undefined): Iterable<CalendarProblem> {
  if (months === undefined) return;
  if (months.length === 0)
    yield problem('months', 'names no month, so that it never happens', 'nothing for every month');
  for (const [index, month] of months.entries()) {
    yield* wholeProblems(month, { at: `months[${index}]`, min: 1, max: 12 });
    if (months.indexOf(month) !== index) yield problem(`months[${index}]`, `month ${month} stands twice`, ONCE);
  }
}

export function* weekdayProblem(weekday: string, at: string): Iterable<CalendarProblem> {
  if (WEEKDAYS.some((one) => one === weekday)) return;
  const near = nearestNames(weekday, WEEKDAYS);
  yield problem(
    at,
    `"${weekday}" is not a weekday`,
    near.length === 0 ? `one of ${WEEKDAYS.join(', ')}` : near.join(' or '),
  );
}

export function* weekdaysProblems(weekdays: readonly string[]): Iterable<CalendarProblem> {
  if (weekdays.length === 0)
    yield problem('weekdays', 'names no weekday, so that it never happens', WEEKDAYS.join(', '));
  for (const [index, weekday] of weekdays.entries()) {
    yield* weekdayProblem(weekday, `weekdays[${index}]`);
    if (weekdays.indexOf(weekday) !== index) yield problem(`weekdays[${index}]`, `${weekday} stands twice`, ONCE);
  }
}

export function* anchorProblems(anchor: string, weekdays: readonly string[]): Iterable<CalendarProblem> {
  const day = dayOfDate(anchor);
  if (day === null) {
    yield problem('anchor', `"${anchor}" is not a date that exists`, 'a day of the window, such as 2026-11-24');
    return;
  }
  if (weekdays.length === 0 || weekdays.includes(weekdayOf(day))) return;
  const next = [1, 2, 3, 4, 5, 6].map((days) => day + days).find((one) => weekdays.includes(weekdayOf(one)));
  const instead = next === undefined ? '' : dateOfDay(next);
  yield problem('anchor', `${anchor} is a ${weekdayOf(day)}, and the window is on ${weekdays.join(', ')}`, instead);
}
