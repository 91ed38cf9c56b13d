// How short an occurrence of a window can be, for whoever knows how long something takes.

import { msBetween } from '../time/index.ts';
import { usualMinutes } from './civil-span.ts';
import type { Window } from './types.ts';

export interface ShortestSpan {
  readonly seconds: number;
  /** Within the window, what makes it so: `until`, `spans[2]`, `spanDays`. */
  readonly at: string;
}

/** Of a sound window, on a night without a clock change. `null`: it has no spans. */
export function shortestSpan(window: Window): ShortestSpan | null {
  switch (window.kind) {
    case 'any-time':
      return { seconds: window.spanDays * 86_400, at: 'spanDays' };
    case 'dates':
      return window.spans
        .map(({ startsAt, endsAt }, index) => ({ seconds: msBetween(startsAt, endsAt) / 1000, at: `spans[${index}]` }))
        .reduce<ShortestSpan | null>(
          (least, one) => (least === null || one.seconds < least.seconds ? one : least),
          null,
        );
    case 'weekly':
    case 'every-second-week':
    case 'nth-weekday':
    case 'day-of-month':
      return { seconds: usualMinutes(window) * 60, at: 'until' };
    default:
      return window satisfies never;
  }
}
