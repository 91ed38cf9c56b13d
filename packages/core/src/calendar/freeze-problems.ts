// What is wrong with freezes, for the border that reads policies and calendar files.

import { isIdentifier } from '../ids/index.ts';
import { isInstant } from '../time/index.ts';
import { dateOfDay, dayOfDate } from './civil-day.ts';
import { usualMinutes } from './civil-span.ts';
import { matcherOfRecurrence, matchingDays } from './matching-days.ts';
import {
  type CalendarProblem,
  hoursProblems,
  monthProblems,
  problem,
  weekdayProblem,
  wholeProblems,
  zoneProblems,
} from './problem.ts';
import { SEARCH_DAYS_MAX } from './raw-occurrences.ts';
import type { Freeze, FreezeSpan, FreezeTime, Recurrence } from './types.ts';
import { EXCEPT_MAX, FREEZE_MINUTES_MAX, FREEZES_MAX, INTERVAL_MAX, SPANS_MAX } from './window-limits.ts';
import type { Zones } from './zone-rules.ts';

const WHY_LENGTH_MAX = 1000;

/** All problems, with their places in the list: `freezes[2].when.zone` is `[2].when.zone` here. */
export function freezeProblems(freezes: readonly Freeze[], zones: Zones | null): readonly CalendarProblem[] {
  if (freezes.length > FREEZES_MAX)
    return [problem('', `at most ${FREEZES_MAX} freezes are allowed`, `no more than ${FREEZES_MAX}`)];
  const names = freezes.map(({ name }) => name);
  return freezes.flatMap((freeze, index) => {
    const first = names.indexOf(freeze.name);
    const instead = `a name of its own: freezes[${first}] has it`;
    const doubled = first === index ? [] : [problem('name', `"${freeze.name}" stands twice`, instead)];
    return [...doubled, ...oneProblems(freeze, zones)].map((one) => under(`[${index}]`, one));
  });
}

const under = (place: string, one: CalendarProblem): CalendarProblem => ({
  ...one,
  at: one.at === '' ? place : `${place}.${one.at}`,
});

function* oneProblems({ name, why, when }: Freeze, zones: Zones | null): Iterable<CalendarProblem> {
  if (!isIdentifier(name))
    yield problem('name', `"${name}" is not 1 to 63 characters of a-z, 0-9 and -`, 'for example year-end');
  if (why.trim() === '' || why.length > WHY_LENGTH_MAX) {
    yield problem('why', `must say why in 1 to ${WHY_LENGTH_MAX} characters`, 'what whoever waits for its end reads');
  }
  for (const one of whenProblems(when, zones)) yield under('when', one);
}

function* whenProblems(when: FreezeTime, zones: Zones | null): Iterable<CalendarProblem> {
  if (when.kind === 'dates') return yield* spansProblems(when.spans);
  yield* zoneProblems(when.zone, zones);
  const hours = [...hoursProblems(when)];
  yield* hours;
  if (hours.length === 0 && usualMinutes(when) > FREEZE_MINUTES_MAX) {
    yield problem(
      'until',
      `a freeze may be ${FREEZE_MINUTES_MAX / (24 * 60)} days long at most`,
      'an earlier end, or dates',
    );
  }
  for (const one of recurrenceProblems(when.days)) yield under('days', one);
}

function* spansProblems(spans: readonly FreezeSpan[]): Iterable<CalendarProblem> {
  if (spans.length === 0 || spans.length > SPANS_MAX) {
    const instead = spans.length === 0 ? 'a span, or take the freeze out' : `no more than ${SPANS_MAX}`;
    yield problem('spans', `must be 1 to ${SPANS_MAX} spans`, instead);
  }
  for (const [index, { startsAt, endsAt }] of spans.slice(0, SPANS_MAX).entries()) {
    const at = `spans[${index}]`;
    if (!isInstant(startsAt) || !isInstant(endsAt)) {
      yield problem(at, 'has an instant that is none', 'instants such as 2026-11-24T20:00:00.000Z');
    } else if (startsAt >= endsAt) {
      yield problem(at, `ends at ${endsAt}, before or when it starts at ${startsAt}`, `an end later than ${startsAt}`);
    }
  }
}

export function* recurrenceProblems(days: Recurrence): Iterable<CalendarProblem> {
  const found = [...recurrenceForm(days)];
  yield* found;
  if (found.length > 0) return;
  const from = dayOfDate(days.from) as number;
  for (const _day of matchingDays(matcherOfRecurrence(days), from, SEARCH_DAYS_MAX)) return;
  yield problem(
    '',
    `has no day from ${days.from} to ${days.until ?? dateOfDay(from + SEARCH_DAYS_MAX)}: it never happens`,
    'days that there are (monthDays: [-1] is the last of each month), or take it out',
  );
}

function* recurrenceForm(days: Recurrence): Iterable<CalendarProblem> {
  const { interval, from, until, weekdays, monthDays, months, except = [] } = days;
  yield* wholeProblems(interval, { at: 'interval', min: 1, max: INTERVAL_MAX });
  if (except.length > EXCEPT_MAX)
    yield problem('except', `at most ${EXCEPT_MAX} dates are allowed`, `no more than ${EXCEPT_MAX}`);
  const dates: (readonly [at: string, date: string])[] = [
    ['from', from],
    ...except.map((date, index) => [`except[${index}]`, date] as const),
  ];
  if (until !== undefined) dates.push(['until', until]);
  for (const [at, date] of dates) {
    if (dayOfDate(date) === null) yield problem(at, `"${date}" is not a date that exists`, 'a date such as 2026-12-24');
  }
  for (const [index, { weekday, nth }] of (weekdays ?? []).entries()) {
    yield* weekdayProblem(weekday, `weekdays[${index}].weekday`);
    if (nth !== undefined && !isCounted(nth, 5)) {
      yield problem(
        `weekdays[${index}].nth`,
        'must be 1 to 5, or -1 to -5 from the end of the month',
        '-1 for the last',
      );
    }
  }
  for (const [index, day] of (monthDays ?? []).entries()) {
    if (!isCounted(day, 31))
      yield problem(`monthDays[${index}]`, 'must be 1 to 31, or -1 to -31 from the end', '-1 for the last');
  }
  yield* monthProblems(months);
}

const isCounted = (value: number, max: number): boolean =>
  Number.isSafeInteger(value) && value !== 0 && Math.abs(value) <= max;
