// Does a day match a rule? One answer per day, from the rule alone, so that nothing depends on where one begins to
// look and no rule can make the search run on.

import {
  type DayNumber,
  type DayOfMonth,
  dayOfDate,
  dayOfMonth,
  isNthOfMonth,
  weekdayOf,
  weekOfDay,
} from './civil-day.ts';
import type { DayRule, Recurrence } from './types.ts';

export type DayMatcher = (day: DayNumber) => boolean;

const never: DayMatcher = () => false;

export function matcherOfRule(rule: DayRule): DayMatcher {
  switch (rule.kind) {
    case 'weekly':
      return (day) => rule.weekdays.includes(weekdayOf(day));
    case 'every-second-week': {
      const anchor = dayOfDate(rule.anchor);
      if (anchor === null) return never;
      const isItsWeek = (day: DayNumber): boolean => (weekOfDay(day) - weekOfDay(anchor)) % 2 === 0;
      return (day) => isItsWeek(day) && rule.weekdays.includes(weekdayOf(day));
    }
    case 'nth-weekday': {
      const nth = rule.nth === 'last' ? -1 : rule.nth;
      return (day) => {
        const counted = day - rule.plusDays;
        if (weekdayOf(counted) !== rule.weekday) return false;
        const of = dayOfMonth(counted);
        return isNthOfMonth(of, nth) && isOfMonths(of, rule.months);
      };
    }
    case 'day-of-month':
      return (day) => {
        const of = dayOfMonth(day);
        return of.day === (rule.day === 'last' ? of.daysInMonth : rule.day) && isOfMonths(of, rule.months);
      };
    default:
      return unknownRule(rule);
  }
}

/** A kind that this version does not know never matches: fail closed. */
const unknownRule = (_rule: never): DayMatcher => never;

const isOfMonths = ({ month }: DayOfMonth, months: readonly number[] | undefined): boolean =>
  months === undefined || months.includes(month);

export function matcherOfRecurrence(recurrence: Recurrence): DayMatcher {
  const from = dayOfDate(recurrence.from);
  const until = recurrence.until === undefined ? Number.POSITIVE_INFINITY : dayOfDate(recurrence.until);
  if (from === null || until === null) return never;
  const except = new Set((recurrence.except ?? []).map(dayOfDate));
  const first = { day: from, of: dayOfMonth(from) };
  return (day) => {
    if (day < from || day > until || except.has(day)) return false;
    const on = { day, of: dayOfMonth(day) };
    return (
      isOfMonths(on.of, recurrence.months) && isInStep(recurrence, first, on) && isChosenDay(recurrence, first, on)
    );
  };
}

interface PlacedDay {
  readonly day: DayNumber;
  readonly of: DayOfMonth;
}

function isInStep({ every, interval }: Recurrence, first: PlacedDay, on: PlacedDay): boolean {
  switch (every) {
    case 'day':
      return (on.day - first.day) % interval === 0;
    case 'week':
      return (weekOfDay(on.day) - weekOfDay(first.day)) % interval === 0;
    case 'month':
      return (monthNumber(on.of) - monthNumber(first.of)) % interval === 0;
    case 'year':
      return (on.of.year - first.of.year) % interval === 0;
  }
}

const monthNumber = ({ year, month }: DayOfMonth): number => year * 12 + month;

/** Where the recurrence names no days, its first day says which. */
function isChosenDay(recurrence: Recurrence, first: PlacedDay, { day, of }: PlacedDay): boolean {
  const { every, weekdays, monthDays, months } = recurrence;
  if (weekdays === undefined && monthDays === undefined) {
    if (every === 'day') return true;
    if (every === 'week') return weekdayOf(day) === weekdayOf(first.day);
    return of.day === first.of.day && (every === 'month' || months !== undefined || of.month === first.of.month);
  }
  return (
    (weekdays === undefined ||
      weekdays.some(
        ({ weekday, nth }) => weekday === weekdayOf(day) && (nth === undefined || isNthOfMonth(of, nth)),
      )) &&
    (monthDays === undefined || monthDays.some((one) => of.day === (one > 0 ? one : of.daysInMonth + 1 + one)))
  );
}

/** Days of the rule from `from` on, looking at no more than `days` of them. */
export function* matchingDays(matches: DayMatcher, from: DayNumber, days: number): Generator<DayNumber> {
  for (let day = from; day < from + days; day += 1) if (matches(day)) yield day;
}
