import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RebootWarning } from '../policy/index.ts';
import { addSeconds, asInstant, type Instant } from '../time/index.ts';
import { type RebootSchedule, rebootSchedule } from './index.ts';

const BEGUN = asInstant('2026-03-10T20:00:00.000Z');
const minutesIn = (minutes: number): Instant => addSeconds(BEGUN, minutes * 60);
const schedule = (warning: RebootWarning, windowMinutes: number | null, neededAfterSeconds = 600): RebootSchedule =>
  rebootSchedule({
    warning,
    begunAt: BEGUN,
    windowEndsAt: windowMinutes === null ? null : minutesIn(windowMinutes),
    neededAfterSeconds,
  });

describe('when people are told of a reboot, and when it happens', () => {
  it.each<[string, RebootWarning, number | null, number, number]>([
    ['at once, after the warning', { minutes: 10 }, 240, 0, 10],
    ['put off, the warning within it', { minutes: 10, postponeMinutes: 120 }, 240, 110, 120],
    ['put off no longer than leaves time in the window', { minutes: 10, postponeMinutes: 120 }, 60, 40, 50],
    ['the warning stands where the window closes', { minutes: 10, postponeMinutes: 120 }, 5, 0, 10],
    ['not put off without a window', { minutes: 10, postponeMinutes: 120 }, null, 0, 10],
  ])('%s', (_name, warning, window, warned, reboots) => {
    expect(schedule(warning, window)).toEqual({ warnAt: minutesIn(warned), rebootAt: minutesIn(reboots) });
  });

  it('always gives the whole warning, and never puts off beyond its own rule', () => {
    const warnings = fc
      .record({ minutes: fc.integer({ min: 1, max: 120 }), more: fc.option(fc.integer({ min: 0, max: 1440 })) })
      .map(
        ({ minutes, more }): RebootWarning =>
          more === null ? { minutes } : { minutes, postponeMinutes: minutes + more },
      );
    const windows = fc.option(fc.integer({ min: -60, max: 2000 }));
    fc.assert(
      fc.property(warnings, windows, fc.nat(7200), (warning, window, needed) => {
        const { warnAt, rebootAt } = schedule(warning, window, needed);
        expect(warnAt >= BEGUN).toBe(true);
        expect(addSeconds(warnAt, warning.minutes * 60)).toBe(rebootAt);
        expect(rebootAt <= minutesIn(warning.postponeMinutes ?? warning.minutes)).toBe(true);
        const inWindow = window !== null && addSeconds(rebootAt, needed) <= minutesIn(window);
        expect(inWindow || rebootAt === minutesIn(warning.minutes)).toBe(true);
      }),
    );
  });
});
