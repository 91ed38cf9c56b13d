// What a window and a freeze may ask for. Each bound with its reason.

/**
 * A plan for one package, with nothing drained and nothing rebooted, takes 115 s by the default step times, its way back
 * 35 s more: in less than five minutes nothing is ever begun.
 */
export const WINDOW_MINUTES_MIN = 5;
/** Two weeks: who wants longer wants `any-time`. It also keeps the search for an occurrence under way short. */
export const WINDOW_MINUTES_MAX = 14 * 24 * 60;
/** A year: a plan whose bounds stay open longer has stopped being a plan. */
export const SPAN_DAYS_MAX = 366;
/** Ten years of weekly dates; a bound for what one policy document may carry. */
export const SPANS_MAX = 520;
/** Less than the shortest month: an offset that reaches further is another nth weekday. */
export const PLUS_DAYS_MAX = 27;
/** A year-end and a handful per month, for each of a few countries. */
export const FREEZES_MAX = 200;
/** A year: who freezes longer wants another policy. It also bounds how far back one that still holds is looked for. */
export const FREEZE_MINUTES_MAX = 366 * 24 * 60;
/** Every day of a year and then some; no use is known for more. */
export const INTERVAL_MAX = 400;
/** Of one recurring freeze. */
export const EXCEPT_MAX = 1000;
