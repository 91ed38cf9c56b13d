// The occurrences that the planner would take, for people: in UTC, as the clocks of the window's zone show them, and with
// what is unusual about each.

import { isByTheClock, localTextOf, scheduleOf, type Window, type Zones } from '@slipway/core/calendar';
import { calendarOf, type Policy } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { WindowSchedule } from '@slipway/protocol/api';

export interface Asked {
  /** With the rules of one of its policies. */
  readonly environment: { readonly name: string; readonly window: Window };
  readonly policyName: string | null;
  readonly policy: Policy;
  readonly zones: Zones;
  readonly now: Instant;
  readonly count: number;
}

export const windowSchedule = ({ environment, policyName, policy, zones, now, count }: Asked): WindowSchedule => {
  const { name, window } = environment;
  const { ahead, skipped, ended } = scheduleOf(window, now, count, calendarOf(policy, name, zones));
  const clock = localClock(window, zones);
  return {
    environment: name,
    policyName,
    zone: clock?.zone ?? null,
    ahead: ahead.map(({ occurrence, elapsedMinutes, notes }) => ({
      ...occurrence,
      local: clock === null ? null : clock.spanOf(occurrence),
      elapsedMinutes,
      notes,
    })),
    skipped: skipped.map(({ id, startsAt, reason }) => ({
      id,
      startsAt,
      localStart: clock === null ? null : clock.textOf(startsAt),
      reason,
    })),
    ended,
  };
};

type Span = Readonly<Record<'startsAt' | 'cutOffAt' | 'endsAt', Instant>>;

/** `null`: the window follows no clock, or the rules of its zone are not known. */
const localClock = (window: Window, zones: Zones) => {
  const rules = isByTheClock(window) ? zones.rulesOf(window.zone) : null;
  if (rules === null) return null;
  const textOf = (instant: Instant): string => localTextOf(rules, instant);
  return {
    zone: rules.zone,
    textOf,
    spanOf: ({ startsAt, cutOffAt, endsAt }: Span) => ({
      startsAt: textOf(startsAt),
      cutOffAt: textOf(cutOffAt),
      endsAt: textOf(endsAt),
    }),
  };
};
