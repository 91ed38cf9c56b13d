// Days and times of day on the civil calendar, where every day has 24 hours and no zone exists yet.

/** `2026-11-24`. */
export type LocalDate = string;
/** `20:00`, from `00:00` to `23:59`. */
export type LocalTime = string;
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
/** Whole days since 1970-01-01 on the civil calendar. */
export type DayNumber = number;

/** In the order of ISO 8601. */
export const WEEKDAYS: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;
/** 1970-01-01 was a Thursday: three days after the Monday of its week. */
const DAYS_INTO_FIRST_WEEK = 3;

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** `null` where the text is no date that exists. */
export function dayOfDate(date: LocalDate): DayNumber | null {
  const ms = DATE.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 2026-02-30 for the second of March.
  return Number.isNaN(ms) || dateOfDay(ms / DAY_MS) !== date ? null : ms / DAY_MS;
}

export const dateOfDay = (day: DayNumber): LocalDate => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** `null` where the text is no time of day. */
export const minuteOfTime = (time: LocalTime): number | null =>
  TIME.test(time) ? Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) : null;

export const timeOfMinute = (minute: number): LocalTime =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Monday-based, so that two days of one calendar week have the same number. */
export const weekOfDay = (day: DayNumber): number => Math.floor((day + DAYS_INTO_FIRST_WEEK) / 7);

/** 0 for Monday. */
export const weekdayIndex = (day: DayNumber): number => day + DAYS_INTO_FIRST_WEEK - weekOfDay(day) * 7;
export const weekdayOf = (day: DayNumber): Weekday => WEEKDAYS[weekdayIndex(day)] as Weekday;

export interface DayOfMonth {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly daysInMonth: number;
}

export function dayOfMonth(day: DayNumber): DayOfMonth {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + 1;
  return { year, month, day: date.getUTCDate(), daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate() };
}

/** Is it the `nth` of its weekday in its month? Counted from the month's end where negative: -1 is the last. */
export function isNthOfMonth({ day, daysInMonth }: DayOfMonth, nth: number): boolean {
  return nth > 0 ? Math.ceil(day / 7) === nth : Math.ceil((daysInMonth - day + 1) / 7) === -nth;
}
