// How long loops wait: until what comes next, and not all at one moment.

import { type Instant, msBetween } from '@slipway/core/time';
import type { App } from './context.ts';

/** Without a hint: hints come with everything that is written, so that this only finds what a crash left. */
export const LOOK_EVERY_MS = 60_000;
/** A claim that another controller holds, or a moment that was just missed. */
const LOOK_AGAIN_MS_MIN = 1000;

export const untilNext = (now: Instant, at: readonly Instant[]): number =>
  Math.max(LOOK_AGAIN_MS_MIN, Math.min(LOOK_EVERY_MS, ...at.map((one) => msBetween(now, one))));

/** Hexadecimal digits of a digest that are a whole number a double holds exactly. */
const DIGITS = 12;

/** 0 to `upToMs`, by chance of the text: spreads what would come together, and is the same again in the simulator. */
export const spreadMs = (app: App, text: string, upToMs: number): number => {
  const digest = app.ports.sha256(new TextEncoder().encode(text));
  const share = Number.parseInt(digest.slice('sha256:'.length, 'sha256:'.length + DIGITS), 16) / 16 ** DIGITS;
  return Math.floor(share * upToMs);
};
