// The system's clock, as the port wants it.
// Not here: the simulator's virtual time.
// May import: ports, core/time, node:.

import { setTimeout as delay } from 'node:timers/promises';
import { instantOfMs } from '@slipway/core/time';
import type { Clock } from '../../ports/index.ts';

export const systemClock: Clock = {
  now: () => instantOfMs(Date.now()),
  sleep: async (ms) => await delay(ms),
};
