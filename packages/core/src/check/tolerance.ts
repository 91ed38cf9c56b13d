import type { Tolerance } from './types.ts';

/** Whether a value lies within the bounds that stand for it alone. What is no number lies nowhere. */
export const isWithin = ({ atLeast, atMost }: Tolerance, value: number): boolean =>
  Number.isFinite(value) &&
  (atLeast === undefined || value >= Number(atLeast)) &&
  (atMost === undefined || value <= Number(atMost));

/** `at least 1, at most 5, changed by at most 2` */
export const toleranceText = ({ atLeast, atMost, changeMax }: Tolerance): string =>
  [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
    ...(changeMax === undefined ? [] : [`changed by at most ${changeMax}`]),
  ].join(', ');
