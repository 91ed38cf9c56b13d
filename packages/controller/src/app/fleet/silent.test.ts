import { addSeconds } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord } from '@slipway/testkit/store-rows';
import { expect, it } from 'vitest';
import { isSilent } from './index.ts';

it.each([
  ['three minutes, where idle hosts report each minute', 60, 180],
  ['no less, where they report more often', 5, 180],
  ['twice their interval, where they report more seldom', 300, 600],
])('takes a host for silent after %s', (_what, idleCheckInSeconds, seconds) => {
  const host = aHostRecord({ hostId: 'host-1' });
  const after = (waited: number) => isSilent(host, { now: addSeconds(THE_MORNING, waited), idleCheckInSeconds });
  expect(host.contact?.seenAt).toBe(THE_MORNING);
  expect([after(seconds), after(seconds + 1)]).toEqual([false, true]);
});

it('takes one that nobody ever heard of for silent', () => {
  const host = { ...aHostRecord({ hostId: 'host-1' }), contact: null };
  expect(isSilent(host, { now: THE_MORNING, idleCheckInSeconds: 300 })).toBe(true);
});
