import { runtimeZones } from '@slipway/testkit/zones';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIdentifier } from '../ids/index.ts';
import { type Instant, instantOfMs, msBetween } from '../time/index.ts';
import { WEEKDAYS } from './civil-day.ts';
import { frozenAt } from './freezes.ts';
import { occurrencesOf } from './occurrences.ts';
import { scheduleOf } from './schedule.ts';
import type { Calendar, CivilHours, CivilWindow, DayRule, Freeze, Until } from './types.ts';
import { windowProblems } from './window-problems.ts';
import { instantOfLocal, localMomentOf, type ZoneRules } from './zone-rules.ts';

const zones = runtimeZones();
const NAMES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Pacific/Apia', 'UTC'];
const DAY_MS = 86_400_000;

const time = fc
  .integer({ min: 0, max: 24 * 12 - 1 })
  .map((fives) => new Date(fives * 300_000).toISOString().slice(11, 16));
const weekdays = fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 7 });
const months = fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), { nil: undefined });
const withMonths = <T extends object>(rule: T, chosen: readonly number[] | undefined) =>
  chosen === undefined ? rule : { ...rule, months: chosen };

const rules: fc.Arbitrary<DayRule> = fc.oneof(
  weekdays.map((list): DayRule => ({ kind: 'weekly', weekdays: list })),
  fc.tuple(weekdays, fc.integer({ min: 0, max: 30_000 })).map(([list, day]): DayRule => {
    const anchor = new Date(day * DAY_MS).toISOString().slice(0, 10);
    return { kind: 'every-second-week', weekdays: [...new Set([...list, nameOf(day)])], anchor };
  }),
  fc
    .record({
      nth: fc.constantFrom(1, 2, 3, 4, 5, 'last') as fc.Arbitrary<1 | 'last'>,
      weekday: fc.constantFrom(...WEEKDAYS),
      plusDays: fc.integer({ min: -27, max: 27 }),
      chosen: months,
    })
    .map(({ chosen, ...rule }): DayRule => withMonths({ kind: 'nth-weekday', ...rule }, chosen)),
  fc
    .record({ day: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant<'last'>('last')), chosen: months })
    .map(({ chosen, day }): DayRule => withMonths({ kind: 'day-of-month', day }, chosen)),
);
const nameOf = (day: number) => WEEKDAYS[(new Date(day * DAY_MS).getUTCDay() + 6) % 7] ?? 'monday';

const until: fc.Arbitrary<Until> = fc.oneof(
  fc.record({ time, daysLater: fc.integer({ min: 0, max: 3 }) }).map((end): Until => ({ kind: 'local', ...end })),
  fc.integer({ min: 5, max: 2880 }).map((minutes): Until => ({ kind: 'elapsed', minutes })),
);
const hours: fc.Arbitrary<CivilHours> = fc.record({
  zone: fc.constantFrom(...NAMES),
  start: time,
  until,
  cutOffMinutes: fc.oneof(fc.constant<'learned'>('learned'), fc.nat(240)),
});
/** Whatever validation lets pass, and nothing else. */
const windows: fc.Arbitrary<CivilWindow> = fc
  .tuple(rules, hours)
  .map(([rule, rest]): CivilWindow => ({ ...rest, ...rule }))
  .filter((window) => windowProblems(window, zones).length === 0);

const instants = fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2060, 0) }).map(instantOfMs);
const freezes: fc.Arbitrary<readonly Freeze[]> = fc.array(
  fc
    .tuple(fc.nat(365 * 10), fc.integer({ min: 1, max: 5000 }), fc.boolean(), time)
    .map(([day, length, once, start]) => {
      const startMs = Date.UTC(2026, 0) + day * DAY_MS;
      const from = instantOfMs(startMs).slice(0, 10);
      const name = `freeze-${day}-${length}`;
      return once
        ? {
            ...{ name, why: 'closing' },
            when: {
              kind: 'dates' as const,
              spans: [{ startsAt: instantOfMs(startMs), endsAt: instantOfMs(startMs + length * 60_000) }],
            },
          }
        : {
            ...{ name, why: 'closing' },
            when: {
              ...{ kind: 'recurring' as const, zone: 'Europe/Berlin', start },
              until: { kind: 'elapsed' as const, minutes: length },
              days: { every: 'month' as const, interval: 1 + (day % 3), from },
            },
          };
    }),
  { maxLength: 4 },
);
const calendars: fc.Arbitrary<Calendar> = freezes.map((list) => ({ zones, freezes: list }));

const COUNT = 6;

describe('a sound window by the clock', () => {
  it('has occurrences in order that never overlap, each with time to begin', () => {
    fc.assert(
      fc.property(windows, instants, calendars, (window, from, calendar) => {
        const many = occurrencesOf(window, from, COUNT, calendar);
        for (const [index, { startsAt, cutOffAt, endsAt }] of many.entries()) {
          expect(startsAt < cutOffAt && cutOffAt <= endsAt && from < cutOffAt).toBe(true);
          expect((many[index - 1]?.endsAt ?? startsAt) <= startsAt).toBe(true);
        }
      }),
    );
  });

  it('has the same ones, with the same ids, from wherever one looks', () => {
    fc.assert(
      fc.property(windows, instants, calendars, fc.nat(40), (window, from, calendar, daysLater) => {
        const many = occurrencesOf(window, from, COUNT, calendar);
        expect(new Set(many.map(({ id }) => id)).size).toBe(many.length);
        expect(many.every(({ id }) => isIdentifier(id))).toBe(true);
        const later = instantOfMs(Date.parse(from) + daysLater * DAY_MS + 1);
        const still = many.filter(({ cutOffAt }) => cutOffAt > later);
        expect(occurrencesOf(window, later, still.length, calendar)).toEqual(still);
      }),
    );
  });

  it('has one per day of its rule, skipped ones named, and its length is what it says', () => {
    fc.assert(
      fc.property(windows, instants, (window, from) => {
        const { ahead, skipped } = scheduleOf(window, from, COUNT, { zones, freezes: [] });
        const ids = [...ahead.map(({ occurrence }) => occurrence.id), ...skipped.map(({ id }) => id)];
        expect(new Set(ids).size).toBe(ids.length);
        for (const { occurrence, elapsedMinutes, notes } of ahead) {
          expect(msBetween(occurrence.startsAt, occurrence.endsAt)).toBe(elapsedMinutes * 60_000);
          const isCutShort = notes.some(({ code }) => code === 'window-other-length');
          const asked = window.until.kind === 'elapsed' && !isCutShort ? window.until.minutes : elapsedMinutes;
          expect(elapsedMinutes).toBe(asked);
        }
      }),
    );
  });

  it('begins when the clock says its start, unless it says that the clock cannot', () => {
    fc.assert(
      fc.property(windows, instants, (window, from) => {
        const rules = zones.rulesOf(window.zone) as ZoneRules;
        for (const { occurrence, notes } of scheduleOf(window, from, COUNT, { zones, freezes: [] }).ahead) {
          if (notes.some(({ code }) => code === 'window-start-in-gap')) continue;
          const { minute } = localMomentOf(rules, Date.parse(occurrence.startsAt));
          expect(new Date(minute * 60_000).toISOString().slice(11, 16)).toBe(window.start);
        }
      }),
    );
  });

  it('lets nobody begin in a freeze', () => {
    fc.assert(
      fc.property(
        windows,
        calendars,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (window, calendar, at) => {
          const from = instantOfMs(Date.UTC(2026, 0));
          for (const { startsAt, cutOffAt } of occurrencesOf(window, from, 20, calendar)) {
            const within = instantOfMs(Date.parse(startsAt) + Math.floor(at * msBetween(startsAt, cutOffAt)));
            expect(frozenAt(calendar, within)).toBeNull();
            expect(frozenAt(calendar, startsAt)).toBeNull();
            expect(frozenAt(calendar, instantOfMs(Date.parse(cutOffAt) - 1))).toBeNull();
          }
        },
      ),
    );
  });
});

describe('the clock of a zone', () => {
  it('there and back again is the same instant, or the first of two', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), instants, (zone, instant: Instant) => {
        const rules = zones.rulesOf(zone) as ZoneRules;
        const ms = Date.parse(instant);
        const { offsetMinutes } = localMomentOf(rules, ms);
        const back = instantOfLocal(rules, ms + offsetMinutes * 60_000);
        expect(back?.found).not.toBe('gap');
        expect(back?.found === 'fold' ? (back.ms <= ms ? 'first' : 'later') : back?.ms).toBe(
          back?.found === 'fold' ? 'first' : ms,
        );
      }),
    );
  });
});
