import { asHostId } from '@slipway/core/ids';
import { addSeconds, type Instant } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { idleSeconds } from './idle-seconds.ts';

const INTERVAL = 300;
const FLEET = Array.from({ length: 20_000 }, (_, at) => asHostId(`host-${at.toString(36).padStart(8, '0')}`));

/** How many of a fleet come in each second of the interval that begins then. */
const comingFrom = (now: Instant): readonly number[] => {
  const coming = Array.from({ length: Math.ceil(INTERVAL * 1.1) + 1 }, () => 0);
  for (const hostId of FLEET) {
    const second = Math.floor(idleSeconds(hostId, now, INTERVAL));
    coming[second] = (coming[second] ?? 0) + 1;
  }
  return coming;
};

it('has a fleet that came at one moment come evenly over the whole interval after it', () => {
  const coming = comingFrom(THE_MORNING).slice(30, 330);
  // 67 a second; three standard deviations of chance are 25.
  expect(Math.max(...coming)).toBeLessThan(67 + 33);
  expect(Math.min(...coming)).toBeGreaterThan(67 - 33);
});

it('has a host come at the same moment of each interval, as early or late as it may be', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...FLEET),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.double({ min: -0.09, max: 0.8, noNaN: true }),
      (hostId, since, offShare) => {
        const came = addSeconds(THE_MORNING, since);
        const own = addSeconds(came, idleSeconds(hostId, came, INTERVAL));
        const off = offShare * INTERVAL;
        const again = idleSeconds(hostId, addSeconds(own, off), INTERVAL);
        // Both are said to a tenth of a second.
        expect(Math.abs(((again + off + INTERVAL / 2) % INTERVAL) - INTERVAL / 2)).toBeLessThanOrEqual(0.2);
      },
    ),
  );
});

it.each([1, 60, INTERVAL])(
  'never has a host wait for longer than silence allows, or come in a circle: %d s',
  (seconds) => {
    const waits = FLEET.map((hostId) => idleSeconds(hostId, THE_MORNING, seconds));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0.1 * seconds);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1.1 * seconds);
  },
);
