// What is wrong with a window, for the border that reads policies.

import { isInstant } from '../time/index.ts';
import { WEEKDAYS } from './civil-day.ts';
import { usualMinutes } from './civil-span.ts';
import { matcherOfRule, matchingDays } from './matching-days.ts';
import {
  anchorProblems,
  type CalendarProblem,
  hoursProblems,
  monthProblems,
  problem,
  weekdayProblem,
  weekdaysProblems,
  wholeProblems,
  zoneProblems,
} from './problem.ts';
import { SEARCH_DAYS_MAX } from './raw-occurrences.ts';
import type { CivilWindow, DayRule, FixedWindow, Window } from './types.ts';
import { PLUS_DAYS_MAX, SPAN_DAYS_MAX, SPANS_MAX, WINDOW_MINUTES_MAX, WINDOW_MINUTES_MIN } from './window-limits.ts';
import type { Zones } from './zone-rules.ts';

/**
 * All problems; none where the window is sound. No dates at all is sound: nothing ever starts. `zones` is `null` where
 * nobody gave a zone database: then every window by the clock has a problem.
 */
export function windowProblems(window: Window, zones: Zones | null): readonly CalendarProblem[] {
  if (window.kind === 'any-time') {
    return [...wholeProblems(window.spanDays, { at: 'spanDays', min: 1, max: SPAN_DAYS_MAX })];
  }
  if (window.kind === 'dates') return [...spansProblems(window.spans)];
  return [...civilProblems(window, zones)];
}

type Spans = Extract<FixedWindow, { kind: 'dates' }>['spans'];

function* spansProblems(spans: Spans): Iterable<CalendarProblem> {
  if (spans.length > SPANS_MAX) {
    yield problem('spans', `at most ${SPANS_MAX} spans are allowed`, `no more than ${SPANS_MAX}`);
    return;
  }
  for (const [index, { startsAt, cutOffAt, endsAt }] of spans.entries()) {
    const [at, named] = [`spans[${index}]`, `span ${index + 1}`];
    if (![startsAt, cutOffAt, endsAt].every(isInstant)) {
      yield problem(at, `${named} has an instant that is none`, 'instants such as 2026-11-24T20:00:00.000Z');
      continue;
    }
    if (startsAt >= cutOffAt)
      yield problem(at, `${named} must start before its cut-off`, `a cut-off later than ${startsAt}`);
    if (cutOffAt > endsAt)
      yield problem(at, `${named} must not end before its cut-off`, `an end of ${cutOffAt} or later`);
    const before = spans[index - 1];
    if (before !== undefined && before.endsAt > startsAt) {
      yield problem(at, `${named} must not start before span ${index} ends`, `a start of ${before.endsAt} or later`);
    }
  }
}

function* civilProblems(window: CivilWindow, zones: Zones | null): Iterable<CalendarProblem> {
  yield* zoneProblems(window.zone, zones);
  const form = [...hoursProblems(window), ...ruleProblems(window)];
  yield* form;
  // What follows from numbers that are none helps nobody.
  if (form.length === 0) yield* lengthProblems(window);
  if (form.length === 0) yield* neverProblem(window);
}

function* ruleProblems(rule: DayRule): Iterable<CalendarProblem> {
  switch (rule.kind) {
    case 'weekly':
      return yield* weekdaysProblems(rule.weekdays);
    case 'every-second-week':
      yield* weekdaysProblems(rule.weekdays);
      return yield* anchorProblems(rule.anchor, rule.weekdays);
    case 'nth-weekday':
      if (rule.nth !== 'last') yield* wholeProblems(rule.nth, { at: 'nth', min: 1, max: 5 });
      yield* weekdayProblem(rule.weekday, 'weekday');
      yield* wholeProblems(rule.plusDays, { at: 'plusDays', min: -PLUS_DAYS_MAX, max: PLUS_DAYS_MAX });
      return yield* monthProblems(rule.months);
    case 'day-of-month':
      if (rule.day !== 'last') yield* wholeProblems(rule.day, { at: 'day', min: 1, max: 31 });
      return yield* monthProblems(rule.months);
    default:
      return yield unknownKind(rule);
  }
}

const unknownKind = (rule: never): CalendarProblem =>
  problem(
    'kind',
    `${JSON.stringify((rule as { kind: unknown }).kind)} is not a kind of window`,
    'one of any-time, dates, weekly, every-second-week, nth-weekday, day-of-month',
  );

function* lengthProblems(window: CivilWindow): Iterable<CalendarProblem> {
  const minutes = usualMinutes(window);
  const period = shortestPeriodDays(window) * 24 * 60;
  if (minutes < WINDOW_MINUTES_MIN) {
    yield problem(
      'until',
      `the window is ${minutes} minutes long, ${WINDOW_MINUTES_MIN - minutes} too few: shorter than any plan`,
      `${WINDOW_MINUTES_MIN} or more`,
    );
  }
  if (minutes > Math.min(period, WINDOW_MINUTES_MAX)) {
    const why = minutes > period ? `begins again after ${period}` : `may have ${WINDOW_MINUTES_MAX} at most`;
    yield problem('until', `the window is ${minutes} minutes long and ${why}`, 'an earlier end, or kind: any-time');
  }
  if (window.cutOffMinutes === 'learned') return;
  const cutOff = [...wholeProblems(window.cutOffMinutes, { at: 'cutOffMinutes', min: 0, max: WINDOW_MINUTES_MAX })];
  yield* cutOff;
  if (cutOff.length === 0 && window.cutOffMinutes >= minutes) {
    const detail = `the cut-off lies ${window.cutOffMinutes} minutes before the end of a window of ${minutes}: nothing can begin`;
    yield problem('cutOffMinutes', detail, `less than ${minutes}`);
  }
}

/** From one day of the rule to the next, at the least. */
function shortestPeriodDays(rule: DayRule): number {
  // February, in a year that is no leap year.
  if (rule.kind === 'nth-weekday' || rule.kind === 'day-of-month') return 28;
  const days = rule.weekdays.map((one) => WEEKDAYS.indexOf(one)).toSorted((a, b) => a - b);
  const [first] = days;
  if (first === undefined) return 7;
  const around = first + (rule.kind === 'weekly' ? 7 : 14);
  return Math.min(...days.map((day, index) => (days[index + 1] ?? around) - day));
}

function* neverProblem(rule: DayRule): Iterable<CalendarProblem> {
  for (const _day of matchingDays(matcherOfRule(rule), 0, SEARCH_DAYS_MAX)) return;
  const [at, instead] =
    rule.kind === 'day-of-month'
      ? ['day', 'last']
      : ['', 'an earlier day or other months: a year must have such a day'];
  yield problem(at, 'no year has such a day: the window never happens', instead);
}
