// When a patch set comes by itself: so early that approvals fit, and not so early that it comes before the one before it.

import type { Weekday, Window } from '../../calendar/index.ts';
import { type Instant, msOfInstant } from '../../time/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { PromotionRule } from '../process-types.ts';
import type { EnvironmentPolicy, PartPolicy } from '../types.ts';
import { notWhole, type Problems } from './common.ts';

/** A quarter: a patch set that soaks longer is older than most policies that ask for it. */
const SOAK_HOURS_MAX = 92 * 24;
const LEAD_HOURS_MAX = 31 * 24;
const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** The shortest month. */
const MONTH_HOURS = 28 * DAY_HOURS;
const WEEK: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** `path`: of the environment. */
export function promotionProblems(environment: EnvironmentPolicy, path: PolicyPath, isFirst: boolean): Problems {
  const { policies = [], promotion, window } = environment;
  return [
    ...(promotion === undefined ? NONE : ruleProblems(promotion, window, [...path, 'promotion'], isFirst)),
    ...policies.flatMap((part, at) => partProblems(environment, part, [...path, 'policies', at], isFirst)),
  ];
}

function partProblems(environment: EnvironmentPolicy, part: PartPolicy, path: PolicyPath, isFirst: boolean): Problems {
  const { promotion = environment.promotion, window = environment.window } = part;
  // What it has from its environment was told there.
  if (promotion === undefined || (part.promotion === undefined && part.window === undefined)) return NONE;
  const at = [...path, part.promotion === undefined ? 'window' : 'promotion'];
  const cutByNobody =
    isFirst && environment.promotion === undefined
      ? problem(
          at,
          "takes what its environment's own rules cut, and those cut nothing",
          '`promotion` of the environment too',
        )
      : NONE;
  return [...cutByNobody, ...ruleProblems(promotion, window, at, isFirst)];
}

function ruleProblems(
  { leadHours, soakHours }: PromotionRule,
  window: Window,
  path: PolicyPath,
  isFirst: boolean,
): Problems {
  const period = shortestPeriodHours(window);
  const atMost = period === null ? LEAD_HOURS_MAX : Math.min(LEAD_HOURS_MAX, period - 1);
  const tooEarly = period !== null && leadHours >= period;
  return [
    ...(tooEarly
      ? problem(
          [...path, 'leadHours'],
          `is ${leadHours}, and the window comes again after ${period === 1 ? 'an hour' : `${period} hours`}: the next patch set would come before this one is done`,
          `at most ${atMost}`,
        )
      : notWhole(leadHours, 0, LEAD_HOURS_MAX, [...path, 'leadHours'])),
    ...(isFirst && soakHours !== 0
      ? problem([...path, 'soakHours'], 'there is no environment before the first, in which it could soak', '0')
      : notWhole(soakHours, 0, SOAK_HOURS_MAX, [...path, 'soakHours'])),
  ];
}

/** Between two starts; `null`: there are no two. */
function shortestPeriodHours(window: Window): number | null {
  switch (window.kind) {
    case 'any-time':
      return window.spanDays * DAY_HOURS;
    case 'dates':
      return shortestGapHours(window.spans.map(({ startsAt }) => startsAt));
    case 'weekly':
      return shortestDays(window.weekdays, 7) * DAY_HOURS;
    case 'every-second-week':
      return shortestDays(window.weekdays, 14) * DAY_HOURS;
    case 'nth-weekday':
    case 'day-of-month':
      return MONTH_HOURS;
    default:
      return window satisfies never;
  }
}

function shortestGapHours(starts: readonly Instant[]): number | null {
  const sorted = starts.map(msOfInstant).toSorted((a, b) => a - b);
  const gaps = sorted.slice(1).map((start, at) => start - (sorted[at] ?? start));
  return gaps.length === 0 ? null : Math.max(1, Math.floor(Math.min(...gaps) / HOUR_MS));
}

/** `cycleDays`: after so many the same weekday comes again. */
function shortestDays(weekdays: readonly Weekday[], cycleDays: number): number {
  const places = [...new Set(weekdays.map((weekday) => WEEK.indexOf(weekday)))].sort((a, b) => a - b);
  const [first] = places;
  if (first === undefined) return cycleDays;
  const next = [...places.slice(1), first + cycleDays];
  return Math.min(...places.map((place, at) => (next[at] ?? place) - place));
}
