import { instantOfMs } from '@slipway/core/time';
import type { Clock } from '../../ports/index.ts';

export const systemClock: Clock = {
  now: () => instantOfMs(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms))),
};
