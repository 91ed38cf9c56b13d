// RRULE to a Recurrence: the part of RFC 5545 that freezes are written in. The rest is refused by name.

import { type DayNumber, dateOfDay, WEEKDAYS, type Weekday } from '../civil-day.ts';
import { matcherOfRecurrence, matchingDays } from '../matching-days.ts';
import { SEARCH_DAYS_MAX } from '../raw-occurrences.ts';
import type { Recurrence, RecurringWeekday } from '../types.ts';
import { INTERVAL_MAX } from '../window-limits.ts';
import { type MomentValue, momentOfText } from './values.ts';

const EVERY: Readonly<Record<string, Recurrence['every']>> = {
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
};
const KNOWN = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'WKST'];
const DAYS: ReadonlyMap<string, Weekday> = new Map(WEEKDAYS.map((one) => [one.slice(0, 2).toUpperCase(), one]));
const COUNT_MAX = 10_000;

/** `lastDay` turns UNTIL into the last day whose start is not after it, or says why it cannot. */
export function recurrenceOf(
  text: string,
  from: DayNumber,
  lastDay: (until: MomentValue) => DayNumber | string,
): Recurrence | string {
  const parts = partsOf(text);
  if (typeof parts === 'string') return parts;
  const every = EVERY[parts.get('FREQ') ?? ''];
  if (every === undefined) return `FREQ=${parts.get('FREQ') ?? ''} is not DAILY, WEEKLY, MONTHLY or YEARLY`;
  const interval = wholeNumber(parts.get('INTERVAL') ?? '1', 1, INTERVAL_MAX);
  if (interval === null) return `INTERVAL=${parts.get('INTERVAL')} is not a number from 1 to ${INTERVAL_MAX}`;
  const days = chosenDays(parts);
  if (typeof days === 'string') return days;
  const refused = refusedTogether({ every, interval, ...days }, parts.get('WKST'));
  if (refused !== null) return refused;
  const endless: Recurrence = { every, interval, from: dateOfDay(from), ...days };
  if (!matcherOfRecurrence(endless)(from))
    return 'leaves out the day of DTSTART, and programs disagree on what that means';
  return ended(endless, parts, lastDay);
}

function partsOf(text: string): ReadonlyMap<string, string> | string {
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().split(';')) {
    const [name, value] = part.split('=');
    if (name === undefined || value === undefined || value === '') return `"${part}" is not NAME=value`;
    if (!KNOWN.includes(name)) return `${name} is not understood; what is: ${KNOWN.join(', ')}`;
    if (parts.has(name)) return `${name} stands twice`;
    parts.set(name, value);
  }
  return parts.has('COUNT') && parts.has('UNTIL') ? 'has both COUNT and UNTIL' : parts;
}

type ChosenDays = Pick<Recurrence, 'weekdays' | 'monthDays' | 'months'>;

function chosenDays(parts: ReadonlyMap<string, string>): ChosenDays | string {
  const weekdays = list(parts.get('BYDAY'), weekdayOf);
  const monthDays = list(parts.get('BYMONTHDAY'), (one) => wholeNumber(one, 1, 31) ?? wholeNumber(one, -31, -1));
  const months = list(parts.get('BYMONTH'), (one) => wholeNumber(one, 1, 12));
  if (weekdays === 'wrong') return `BYDAY=${parts.get('BYDAY')} is not a list of days such as MO, 2TU or -1FR`;
  if (monthDays === 'wrong') return `BYMONTHDAY=${parts.get('BYMONTHDAY')} is not a list of 1 to 31 or -1 to -31`;
  if (months === 'wrong') return `BYMONTH=${parts.get('BYMONTH')} is not a list of 1 to 12`;
  return {
    ...(weekdays === null ? {} : { weekdays }),
    ...(monthDays === null ? {} : { monthDays }),
    ...(months === null ? {} : { months: [...new Set(months)] }),
  };
}

/** Together they mean something that our recurrence cannot say, or that RFC 5545 forbids. */
function refusedTogether(
  { every, interval, weekdays, monthDays, months }: Omit<Recurrence, 'from'>,
  weekStart: string | undefined,
): string | null {
  const isCounted = weekdays?.some(({ nth }) => nth !== undefined) === true;
  if (isCounted && (every === 'day' || every === 'week'))
    return 'counts days of a month (BYDAY=2TU) and is not MONTHLY';
  if (isCounted && every === 'year' && months === undefined) return 'counts days of a year (BYDAY=20MO); write BYMONTH';
  if (isCounted && monthDays !== undefined) return 'has BYMONTHDAY and a counted BYDAY together';
  if (every === 'week' && monthDays !== undefined) return 'is WEEKLY and has BYMONTHDAY';
  const isOtherWeek = weekStart !== undefined && weekStart !== 'MO';
  if (isOtherWeek && every === 'week' && interval > 1)
    return `counts weeks from WKST=${weekStart}; only MO is understood`;
  return null;
}

function ended(
  endless: Recurrence,
  parts: ReadonlyMap<string, string>,
  lastDay: (until: MomentValue) => DayNumber | string,
): Recurrence | string {
  const [count, until] = [parts.get('COUNT'), parts.get('UNTIL')];
  if (count !== undefined) {
    const day = dayOfCount(endless, wholeNumber(count, 1, COUNT_MAX) ?? 0);
    return day === null
      ? `COUNT=${count} is no number, or reaches more than forty years`
      : { ...endless, until: dateOfDay(day) };
  }
  if (until === undefined) return endless;
  const moment = momentOfText(until, null);
  const day = typeof moment === 'string' ? moment : lastDay(moment);
  return typeof day === 'string' ? `UNTIL: ${day}` : { ...endless, until: dateOfDay(day) };
}

function dayOfCount(endless: Recurrence, count: number): DayNumber | null {
  let left = count;
  const from = Date.parse(`${endless.from}T00:00:00Z`) / 86_400_000;
  for (const day of matchingDays(matcherOfRecurrence(endless), from, SEARCH_DAYS_MAX)) {
    left -= 1;
    if (left === 0) return day;
  }
  return null;
}

function weekdayOf(text: string): RecurringWeekday | null {
  const [, nth, day] = /^([+-]?[1-5])?([A-Z]{2})$/.exec(text) ?? [];
  const weekday = DAYS.get(day ?? '');
  if (weekday === undefined) return null;
  return nth === undefined ? { weekday } : { weekday, nth: Number(nth) };
}

/** `null` where there is none. */
function list<T>(text: string | undefined, one: (part: string) => T | null): readonly T[] | null | 'wrong' {
  if (text === undefined) return null;
  const found = text.split(',').map(one);
  return found.some((value) => value === null) ? 'wrong' : (found as T[]);
}

function wholeNumber(text: string, min: number, max: number): number | null {
  const value = /^[+-]?\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}
