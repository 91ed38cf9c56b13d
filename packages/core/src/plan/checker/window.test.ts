import { runtimeZones } from '@slipway/testkit/zones';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calendar, type Freeze, occurrencesOf, type Until, type Window } from '../../calendar/index.ts';
import { addSeconds, asInstant, instantOfMs } from '../../time/index.ts';
import { belongsTo } from './window.ts';

// The planner's calendar and the checker's own reading of the same rules must agree, and only on what is so.

const zones = runtimeZones();
const calendar: Calendar = { zones, freezes: [] };
const freeze: Freeze = {
  ...{ name: 'a', why: 'closing' },
  when: {
    ...{ kind: 'recurring', zone: 'Europe/Berlin', start: '00:00' },
    until: { kind: 'local', time: '22:00', daysLater: 0 },
    days: { every: 'day', interval: 2, from: '2010-01-01' },
  },
};

const until = fc.constantFrom<Until>(
  { kind: 'local', time: '06:00', daysLater: 1 },
  { kind: 'local', time: '20:00', daysLater: 1 },
  { kind: 'elapsed', minutes: 90 },
  { kind: 'elapsed', minutes: 1440 },
);
const hours = fc.record({
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'),
  start: fc.constantFrom('20:00', '02:15', '01:45', '00:00'),
  until,
  cutOffMinutes: fc.constantFrom<number | 'learned'>('learned', 0, 30),
});
const windows: fc.Arbitrary<Window> = fc.oneof(
  fc.integer({ min: 1, max: 60 }).map((spanDays): Window => ({ kind: 'any-time', spanDays })),
  hours.map((rest): Window => ({ kind: 'weekly', weekdays: ['saturday', 'sunday', 'monday'], ...rest })),
  hours.map((rest): Window => ({ kind: 'every-second-week', weekdays: ['sunday'], anchor: '2026-11-22', ...rest })),
  fc
    .tuple(hours, fc.constantFrom<1 | 2 | 5 | 'last'>(1, 2, 5, 'last'), fc.integer({ min: -27, max: 27 }))
    .map(([rest, nth, plusDays]): Window => ({ kind: 'nth-weekday', nth, weekday: 'sunday', plusDays, ...rest })),
  fc
    .tuple(hours, fc.constantFrom<number | 'last'>(1, 28, 31, 'last'))
    .map(([rest, day]): Window => ({ kind: 'day-of-month', day, ...rest })),
);
const instants = fc.integer({ min: Date.UTC(2011, 0), max: Date.UTC(2060, 0) }).map(instantOfMs);

describe('belongsTo', () => {
  it.each([
    ['without freezes', calendar],
    ['with a freeze', { zones, freezes: [freeze] }],
  ])('takes every occurrence of the window, %s', (_name, given) => {
    fc.assert(
      fc.property(windows, instants, (window, from) => {
        for (const one of occurrencesOf(window, from, 8, given)) expect(belongsTo(window, one, given)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('takes nothing that is longer, later or opened for longer', () => {
    fc.assert(
      fc.property(windows, instants, fc.integer({ min: 1, max: 3600 }), (window, from, seconds) => {
        const given: Calendar = { zones, freezes: [freeze] };
        for (const one of occurrencesOf(window, from, 4, calendar)) {
          expect(belongsTo(window, { ...one, startsAt: addSeconds(one.startsAt, -seconds) }, given)).toBe(false);
          expect(belongsTo(window, { ...one, cutOffAt: addSeconds(one.cutOffAt, seconds) }, given)).toBe(false);
          expect(belongsTo(window, { ...one, endsAt: addSeconds(one.endsAt, seconds) }, given)).toBe(false);
          // Shorter than the window only where there are freezes at all.
          expect(belongsTo(window, { ...one, cutOffAt: addSeconds(one.cutOffAt, -1) }, calendar)).toBe(false);
        }
      }),
    );
  });

  it('takes nothing that a freeze of dates holds, and no window by the clock without its zone', () => {
    const window: Window = {
      ...{ kind: 'weekly', weekdays: ['saturday'], zone: 'UTC', start: '20:00' },
      ...{ until: { kind: 'elapsed', minutes: 600 }, cutOffMinutes: 60 },
    };
    const [one] = occurrencesOf(window, asInstant('2026-11-28T00:00:00.000Z'), 1, calendar);
    if (one === undefined) throw new Error('a Saturday comes every week');
    const spans = [{ startsAt: addSeconds(one.startsAt, 60), endsAt: addSeconds(one.startsAt, 120) }];
    const frozen = { zones, freezes: [{ ...freeze, when: { kind: 'dates' as const, spans } }] };
    expect([calendar, frozen, undefined].map((given) => belongsTo(window, one, given))).toEqual([true, false, false]);
  });
});
