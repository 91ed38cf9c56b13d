import { type Instant, msBetween } from '../time/index.ts';
import type { Examined } from './types.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** For example `3 days`, `5 hours`; of what lies ahead as of what has passed. */
export const agoText = (ms: number): string => {
  const size = Math.abs(ms);
  const [count, unit] = size >= 2 * DAY_MS ? [size / DAY_MS, 'days'] : [size / HOUR_MS, 'hours'];
  return `${Math.floor(count)} ${unit}`;
};

/** Of a certificate that is renewed by itself in time, unless something keeps it from that. */
export const judgeEnd = (options: {
  readonly what: string;
  readonly endsAt: Instant;
  readonly now: Instant;
  readonly daysMin: number;
  readonly next: string;
}): Omit<Examined, 'part'> => {
  const { what, endsAt, now, daysMin, next } = options;
  const leftMs = msBetween(now, endsAt);
  if (leftMs <= 0) return { is: 'wrong', says: `${what} ended ${agoText(leftMs)} ago`, next };
  const says = `${what} holds for ${agoText(leftMs)}`;
  return leftMs < daysMin * DAY_MS ? { is: 'wrong', says, next } : { is: 'well', says, next: null };
};
