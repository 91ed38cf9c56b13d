// When something may start, and when nothing may. See index.ts.

import type { Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import type { LocalDate, LocalTime, Weekday } from './civil-day.ts';
import type { Zones } from './zone-rules.ts';

/** A recurring span. */
export type Window = FixedWindow | CivilWindow;

/** Needs no time zone. */
export type FixedWindow =
  /** Any time: one occurrence per rolling span that begins at midnight UTC and lasts `spanDays`. */
  | { readonly kind: 'any-time'; readonly spanDays: number }
  /** Fixed spans, each with its cut-off. */
  | {
      readonly kind: 'dates';
      readonly spans: readonly { readonly startsAt: Instant; readonly cutOffAt: Instant; readonly endsAt: Instant }[];
    };

/** A rule for days and hours of a day, by the clock of a zone. One occurrence per day that matches. */
export type CivilWindow = CivilHours & DayRule;

export type DayRule =
  | { readonly kind: 'weekly'; readonly weekdays: readonly Weekday[] }
  /** The calendar weeks (from Monday) of the anchor and every second one before and after it. */
  | { readonly kind: 'every-second-week'; readonly weekdays: readonly Weekday[]; readonly anchor: LocalDate }
  /** `plusDays` after (before, where negative) the nth weekday of a month, on whatever month's day that falls. */
  | {
      readonly kind: 'nth-weekday';
      readonly nth: 1 | 2 | 3 | 4 | 5 | 'last';
      readonly weekday: Weekday;
      readonly plusDays: number;
      /** Of these months only, 1 to 12; absent: of every month. The month of the weekday, not of the day after the offset. */
      readonly months?: readonly number[];
    }
  /** A month that does not have the day has no occurrence; `last` is always there. */
  | { readonly kind: 'day-of-month'; readonly day: number | 'last'; readonly months?: readonly number[] };

export interface CivilHours extends CivilSpan {
  /** Minutes before the end; `learned`: none of its own, what a plan is known to take decides (mayStart). */
  readonly cutOffMinutes: number | 'learned';
}

export interface CivilSpan {
  /** IANA name: `Europe/Berlin`. */
  readonly zone: string;
  readonly start: LocalTime;
  readonly until: Until;
}

/** By the clock, on the day itself or later ones; or so many minutes as they pass, whatever clocks do. */
export type Until =
  | { readonly kind: 'local'; readonly time: LocalTime; readonly daysLater: number }
  | { readonly kind: 'elapsed'; readonly minutes: number };

/** One concrete start, cut-off and end. Start included, the others excluded. */
export interface Occurrence {
  readonly id: string;
  readonly startsAt: Instant;
  /** The last instant at which a host may begin. */
  readonly cutOffAt: Instant;
  /** The last instant at which a host may still be away. */
  readonly endsAt: Instant;
}

/** A span in which nothing starts, once or again and again. */
export interface Freeze {
  readonly name: string;
  /** For people: `year-end closing`. */
  readonly why: string;
  readonly when: FreezeTime;
}

export type FreezeTime =
  | { readonly kind: 'dates'; readonly spans: readonly FreezeSpan[] }
  | (CivilSpan & { readonly kind: 'recurring'; readonly days: Recurrence });

/** Start included, end excluded. */
export interface FreezeSpan {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** Days on the civil calendar, as RFC 5545 counts them; what is absent limits nothing. */
export interface Recurrence {
  readonly every: 'day' | 'week' | 'month' | 'year';
  readonly interval: number;
  /** The first day, from which the interval is counted. */
  readonly from: LocalDate;
  /** The last day that counts. */
  readonly until?: LocalDate;
  readonly weekdays?: readonly RecurringWeekday[];
  /** 1 to 31, or from the end: -1 to -31. */
  readonly monthDays?: readonly number[];
  readonly months?: readonly number[];
  readonly except?: readonly LocalDate[];
}

/** `nth` of its month, -1 for the last; absent: every one. */
export interface RecurringWeekday {
  readonly weekday: Weekday;
  readonly nth?: number;
}

/** What a window needs besides itself to become occurrences. */
export interface Calendar {
  readonly zones: Zones;
  /** Those that hold for whoever asks. */
  readonly freezes: readonly Freeze[];
}

/** What people are shown, of the same occurrences that are planned with. */
export interface Schedule {
  readonly ahead: readonly ScheduledOccurrence[];
  /** Matches of the rule before the last of `ahead` in which nothing can start, and why. */
  readonly skipped: readonly SkippedOccurrence[];
  /** Why there are no more: as many as asked for; the rule has none; the zone or its rules that far ahead are not known. */
  readonly ended: 'count' | 'window' | 'zone-unknown' | 'horizon';
}

export interface ScheduledOccurrence {
  readonly occurrence: Occurrence;
  /** Minutes from start to end as they pass, before any freeze. */
  readonly elapsedMinutes: number;
  /** Clock changes and freezes that make it other than usual. */
  readonly notes: readonly Reason[];
}

export interface SkippedOccurrence {
  readonly id: string;
  readonly startsAt: Instant;
  readonly reason: Reason;
}
