// What is wrong with a window, for the border that reads policies.

import { isInstant } from '../time/index.ts';
import type { Window } from './types.ts';

/** A year: a plan whose bounds stay open longer has stopped being a plan. */
export const SPAN_DAYS_MAX = 366;
/** Ten years of weekly dates; a bound for what one policy document may carry. */
export const SPANS_MAX = 520;

/** A sentence for people, or `null` where the window is sound. No dates at all is sound: nothing ever starts. */
export function windowProblem(window: Window): string | null {
  if (window.kind === 'any-time') {
    const { spanDays } = window;
    const isSound = Number.isSafeInteger(spanDays) && spanDays >= 1 && spanDays <= SPAN_DAYS_MAX;
    return isSound ? null : `spanDays must be a whole number from 1 to ${SPAN_DAYS_MAX}`;
  }
  if (window.spans.length > SPANS_MAX) return `at most ${SPANS_MAX} spans are allowed`;
  for (const [at, { startsAt, cutOffAt, endsAt }] of window.spans.entries()) {
    if (![startsAt, cutOffAt, endsAt].every(isInstant)) return `span ${at + 1} has an instant that is none`;
    if (startsAt >= cutOffAt) return `span ${at + 1} must start before its cut-off`;
    if (cutOffAt > endsAt) return `span ${at + 1} must not end before its cut-off`;
    const before = window.spans[at - 1];
    if (before !== undefined && before.endsAt > startsAt) return `span ${at + 1} must not start before span ${at} ends`;
  }
  return null;
}
