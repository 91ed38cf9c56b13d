// The time of the real world, for hosts whose controllers are real. What takes minutes on a host without anybody asking
// (transactions, boots, hooks) may go faster; the clock may not, since the controller compares it with its own.

import { setTimeout as delay } from 'node:timers/promises';
import { instantOfMs } from '@slipway/core/time';
import type { WorldTime } from '../time/index.ts';

/** `speed`: how many times as fast as in life a host works. */
export const realTime = (speed: number): WorldTime => {
  const began = performance.now();
  return {
    now: () => instantOfMs(Date.now()),
    elapsedMs: () => performance.now() - began,
    sleep: async (ms) => await delay(ms / speed),
  };
};

/** Waits of a host's programs that can be ended: for a fleet whose hosts come together, as nothing but a story makes them. */
export const wakeableSleep = () => {
  const waiting = new Set<() => void>();
  return {
    sleep: async (ms: number): Promise<void> =>
      await new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          waiting.delete(end);
          resolve();
        };
        const timer = setTimeout(end, Math.max(0, ms));
        waiting.add(end);
      }),
    wakeAll: (): void => {
      for (const end of [...waiting]) end();
    },
  };
};

/** Of a program that waits: as long as it said. */
export const sleepAsLong = async (ms: number): Promise<void> => await delay(Math.max(0, ms));
