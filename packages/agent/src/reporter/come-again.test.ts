import { asHostId } from '@slipway/core/ids';
import { digestOfText } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { comeAgainSeconds, secondsUntilAgain } from './come-again.ts';

const HOSTS = Array.from({ length: 200 }, (_, at) => asHostId(digestOfText(`${at}`)));

describe('secondsUntilAgain', () => {
  it.each([
    ['the first failure', 1, 0, null, 2],
    ['the second one', 2, 0, null, 4],
    ['a controller that is away for long', 40, 0, null, 120],
    ['turned away, whatever failed before', 40, 1, 7, 7],
    ['turned away for no time at all', 0, 1, 0, 1],
    ['turned away for no time at all, for the sixth time', 0, 6, 0, 8],
    ['turned away for no time at all, for an hour', 0, 400, 0, 30],
    ['turned away for longer than that', 0, 400, 60, 60],
    ['turned away for an hour by something in between', 0, 1, 3600, 300],
  ])('%s', (_what, failures, turnedAway, toldSeconds, seconds) => {
    for (const hostId of HOSTS) {
      const again = secondsUntilAgain({ failures, turnedAway, toldSeconds, hostId });
      expect(again).toBeGreaterThanOrEqual(seconds);
      expect(again).toBeLessThanOrEqual(seconds * 1.25);
    }
  });

  it('brings hosts that failed together back apart', () => {
    const again = HOSTS.map((hostId) => secondsUntilAgain({ failures: 7, turnedAway: 0, toldSeconds: null, hostId }));
    expect(new Set(again).size).toBeGreaterThan(HOSTS.length / 2);
    expect(Math.max(...again) - Math.min(...again)).toBeGreaterThan(20);
  });
});

it('knows what was said from any other failure', () => {
  expect(comeAgainSeconds(Object.assign(new Error('turned away'), { comeAgainSeconds: 5 }))).toBe(5);
  expect(comeAgainSeconds(Object.assign(new Error('no answer'), { comeAgainSeconds: null }))).toBeNull();
  expect(comeAgainSeconds(new Error('anything else'))).toBeNull();
});
