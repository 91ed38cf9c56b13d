// The checker's own reading of the days of a window: by the names and numbers of the calendar's Date, day by day.

import type { DayRule } from '../../calendar/index.ts';

const DAY_MS = 86_400_000;
/** As Date counts them. */
const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const dateOf = (day: number): Date => new Date(day * DAY_MS);
const nameOf = (day: number): string => NAMES[dateOf(day).getUTCDay()] ?? '';
const dayInMonth = (day: number): number => dateOf(day).getUTCDate();
const monthOf = (day: number): number => dateOf(day).getUTCMonth() + 1;
const mondayOf = (day: number): number => day - ((dateOf(day).getUTCDay() + 6) % 7);

/** `day` counts from 1970-01-01. */
export function isOnDay(rule: DayRule, day: number): boolean {
  switch (rule.kind) {
    case 'weekly':
      return has(rule.weekdays, nameOf(day));
    case 'every-second-week': {
      const anchor = Date.parse(`${rule.anchor}T00:00:00Z`) / DAY_MS;
      return has(rule.weekdays, nameOf(day)) && (mondayOf(day) - mondayOf(anchor)) % 14 === 0;
    }
    case 'nth-weekday': {
      const counted = day - rule.plusDays;
      const isNth =
        rule.nth === 'last'
          ? monthOf(counted + 7) !== monthOf(counted)
          : monthOf(counted - 7 * (rule.nth - 1)) === monthOf(counted) &&
            monthOf(counted - 7 * rule.nth) !== monthOf(counted);
      return nameOf(counted) === rule.weekday && isNth && isIn(rule.months, counted);
    }
    case 'day-of-month': {
      const isIt = rule.day === 'last' ? monthOf(day + 1) !== monthOf(day) : dayInMonth(day) === rule.day;
      return isIt && isIn(rule.months, day);
    }
    default:
      return isUnknown(rule);
  }
}

const isUnknown = (_rule: never): false => false;
const has = (list: readonly string[], name: string): boolean => list.includes(name);
const isIn = (months: readonly number[] | undefined, day: number): boolean =>
  months === undefined || months.includes(monthOf(day));
