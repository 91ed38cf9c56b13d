// Virtual time: timers in one queue, popped in order of due time and then of setting. Between two timers everything that
// can run, runs. The same program with the same seed therefore does the same, to the byte.
// Not here: anything of the product.
// May import: core.

import { type Instant, instantOfMs, msOfInstant } from '@slipway/core/time';

export interface VirtualTime {
  now(): Instant;
  /** Milliseconds since the start of the simulation. */
  elapsedMs(): number;
  sleep(ms: number): Promise<void>;
  /** Until the instant, or until `stop` says so after any timer. Answers whether `stop` said so. */
  runUntil(end: Instant, stop: () => boolean): Promise<boolean>;
  /**
   * Dead time is passed over: it is that instant now, and whatever waits goes on waiting for as long as it had still to.
   * Only for whoever knows that nobody would do anything before: looks that would find nothing are left out.
   */
  skipTo(instant: Instant): void;
}

interface Timer {
  dueMs: number;
  readonly order: number;
  readonly wake: () => void;
}

export const virtualTime = (start: Instant): VirtualTime => {
  const startMs = msOfInstant(start);
  let nowMs = startMs;
  let order = 0;
  const timers: Timer[] = [];
  const sleep = async (ms: number): Promise<void> =>
    await new Promise((resolve) => {
      order += 1;
      insert(timers, { dueMs: nowMs + Math.max(0, Math.ceil(ms)), order, wake: resolve });
    });
  const runUntil = async (end: Instant, stop: () => boolean): Promise<boolean> => {
    const endMs = msOfInstant(end);
    for (;;) {
      await everythingThatCanRun();
      if (stop()) return true;
      const next = timers[0];
      if (next === undefined || next.dueMs > endMs) break;
      timers.shift();
      nowMs = Math.max(nowMs, next.dueMs);
      next.wake();
    }
    nowMs = endMs;
    return false;
  };
  const skipTo = (instant: Instant): void => {
    const skippedMs = msOfInstant(instant) - nowMs;
    if (skippedMs <= 0) return;
    nowMs += skippedMs;
    for (const timer of timers) timer.dueMs += skippedMs;
  };
  return { now: () => instantOfMs(nowMs), elapsedMs: () => nowMs - startMs, sleep, runUntil, skipTo };
};

/** By due time, then by order: a binary search, since a fleet keeps thousands of timers. */
const insert = (timers: Timer[], timer: Timer): void => {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = timers[middle];
    if (there !== undefined && isEarlier(there, timer)) low = middle + 1;
    else high = middle;
  }
  timers.splice(low, 0, timer);
};

const isEarlier = (a: Timer, b: Timer): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

/** Promises settle before the event loop's next turn; nothing simulated uses real I/O. */
const everythingThatCanRun = async (): Promise<void> => {
  // oxlint-disable-next-line eslint/no-restricted-globals -- this is virtual time: a turn of the loop takes none of it
  await new Promise((resolve) => setImmediate(resolve));
};
