import { isInstant } from '@slipway/core/time';
import { expect, it } from 'vitest';
import { systemClock } from './index.ts';

it('tells the time in the one form of instants, and waits at least as long as asked', async () => {
  expect(isInstant(systemClock.now())).toBe(true);
  const before = systemClock.monotonicMs();
  await systemClock.sleep(20);
  // Timers may fire a fraction of a millisecond early.
  expect(systemClock.monotonicMs() - before).toBeGreaterThan(18);
});
