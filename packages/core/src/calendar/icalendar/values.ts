// Dates, times and durations of RFC 5545, as far as a freeze needs them. A value is one of ours or a sentence on what
// is wrong with it.

import { type DayNumber, dayOfDate } from '../civil-day.ts';
import type { ContentLine } from './content-lines.ts';

export type MomentValue =
  | { readonly kind: 'date'; readonly day: DayNumber }
  /** By the clock of `zone`; of nobody in particular where it is `null`. */
  | { readonly kind: 'local'; readonly day: DayNumber; readonly second: number; readonly zone: string | null }
  | { readonly kind: 'utc'; readonly day: DayNumber; readonly second: number };

export type DurationValue =
  /** By the calendar: a day is a day on nights of 23 hours too. */
  { readonly kind: 'days'; readonly days: number } | { readonly kind: 'seconds'; readonly seconds: number };

const MOMENT = /^(\d{4})(\d\d)(\d\d)(?:T([01]\d|2[0-3])([0-5]\d)([0-5]\d|60)(Z?))?$/;
const DURATION = /^\+?P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?)$/;
/** What DTSTART, DTEND and EXDATE may say besides. */
const PARAMETERS = new Set(['VALUE', 'TZID']);

/** Of a property with parameters; `value` where it holds a list of them. */
export function momentOf(line: ContentLine, value: string = line.value): MomentValue | string {
  const other = [...line.parameters.keys()].find((name) => !PARAMETERS.has(name) && !name.startsWith('X-'));
  if (other !== undefined) return `has the parameter ${other}, which is not understood`;
  const type = line.parameters.get('VALUE') ?? 'DATE-TIME';
  if (type !== 'DATE' && type !== 'DATE-TIME') return `has values of type ${type}, which is not understood`;
  const moment = momentOfText(value, line.parameters.get('TZID') ?? null);
  if (typeof moment === 'string') return moment;
  if ((moment.kind === 'date') !== (type === 'DATE')) return `"${value}" is not a ${type}`;
  if (moment.kind === 'utc' && line.parameters.has('TZID')) return `"${value}" is UTC and has a TZID as well`;
  return moment;
}

/** Without parameters, as UNTIL has it. */
export function momentOfText(value: string, zone: string | null): MomentValue | string {
  const [, year, month, date, hour, minute, second, utc] = MOMENT.exec(value) ?? [];
  const day = dayOfDate(`${year}-${month}-${date}`);
  if (day === null) return `"${value}" is not a date or a date with a time that exists`;
  if (hour === undefined) return { kind: 'date', day };
  // A leap second is the last one that every clock has.
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Math.min(59, Number(second));
  return utc === 'Z' ? { kind: 'utc', day, second: seconds } : { kind: 'local', day, second: seconds, zone };
}

export function durationOf(value: string): DurationValue | string {
  const found = DURATION.exec(value);
  if (found === null || /[PT]$/.test(value)) return `"${value}" is not a duration forward in time`;
  const [weeks, days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  const whole = (weeks ?? 0) * 7 + (days ?? 0);
  const rest = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  if (whole > 0 && rest > 0) return `"${value}" mixes days and hours, which clocks take apart; write DTEND`;
  if (whole === 0 && rest === 0) return `"${value}" freezes nothing`;
  return whole > 0 ? { kind: 'days', days: whole } : { kind: 'seconds', seconds: rest };
}
