// Virtual time: timers in one queue, taken in order of due time and then of setting. Between two timers everything that
// can run, runs. The same program with the same seed therefore does the same, to the byte.
// Not here: anything of the product.
// May import: core.

import { type Instant, instantOfMs, msOfInstant } from '@slipway/core/time';

/** What hosts need of time; wire/ gives them that of the real world. */
export interface WorldTime {
  now(): Instant;
  /** Milliseconds since the start of the simulation. */
  elapsedMs(): number;
  sleep(ms: number): Promise<void>;
}

export interface VirtualTime extends WorldTime {
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
      removeFirst(timers);
      nowMs = Math.max(nowMs, next.dueMs);
      next.wake();
    }
    nowMs = endMs;
    return false;
  };
  let told: { readonly ms: number; readonly instant: Instant } | null = null;
  /** Asked many times at each moment. */
  const now = (): Instant => {
    if (told?.ms !== nowMs) told = { ms: nowMs, instant: instantOfMs(nowMs) };
    return told.instant;
  };
  const skipTo = (instant: Instant): void => {
    const skippedMs = msOfInstant(instant) - nowMs;
    if (skippedMs <= 0) return;
    nowMs += skippedMs;
    for (const timer of timers) timer.dueMs += skippedMs;
  };
  return { now, elapsedMs: () => nowMs - startMs, sleep, runUntil, skipTo };
};

/** A binary heap, the earliest first: of a list in order each of a large fleet's timers would move thousands of others. */
const insert = (timers: Timer[], timer: Timer): void => {
  let at = timers.length;
  while (at > 0) {
    const above = (at - 1) >>> 1;
    const parent = timers[above];
    if (parent === undefined || !isEarlier(timer, parent)) break;
    timers[at] = parent;
    at = above;
  }
  timers[at] = timer;
};

/** The earliest; there must be one. */
const removeFirst = (timers: Timer[]): void => {
  const last = timers.pop();
  if (last === undefined || timers.length === 0) return;
  let at = 0;
  for (;;) {
    const [left, right] = [timers[2 * at + 1], timers[2 * at + 2]];
    if (left === undefined) break;
    const isRight = right !== undefined && isEarlier(right, left);
    const child = isRight ? right : left;
    if (!isEarlier(child, last)) break;
    timers[at] = child;
    at = 2 * at + (isRight ? 2 : 1);
  }
  timers[at] = last;
};

const isEarlier = (a: Timer, b: Timer): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

/** Promises settle before the event loop's next turn; nothing simulated uses real I/O. */
const everythingThatCanRun = async (): Promise<void> => {
  // oxlint-disable-next-line eslint/no-restricted-globals -- this is virtual time: a turn of the loop takes none of it
  await new Promise((resolve) => setImmediate(resolve));
};
