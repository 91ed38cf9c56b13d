import { runtimeZones } from '@slipway/testkit/zones';
import { describe, expect, it } from 'vitest';
import { explain } from '../reasons/index.ts';
import { addMs, asInstant } from '../time/index.ts';
import { scheduleOf } from './schedule.ts';
import type { CivilWindow, Until } from './types.ts';

// DESIGN section 8, night by night. Written by hand from the zones' published rules; `zdump -v` shows the changes.

const calendar = { zones: runtimeZones(), freezes: [] };
const local = (time: string, daysLater = 0): Until => ({ kind: 'local', time, daysLater });
const elapsed = (minutes: number): Until => ({ kind: 'elapsed', minutes });

/** On the weekday of that date, in the week of that date. */
function night(zone: string, date: string, start: string, until: Until) {
  const from = addMs(asInstant(`${date}T00:00:00.000Z`), -86_400_000);
  const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
  const weekday = names[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'monday';
  const window: CivilWindow = { kind: 'weekly', weekdays: [weekday], zone, start, until, cutOffMinutes: 'learned' };
  const { ahead, skipped } = scheduleOf(window, from, 1, calendar);
  const [found] = ahead.filter(({ occurrence }) => occurrence.id.includes(date));
  return found === undefined
    ? { skipped: skipped.map(({ reason }) => reason.code) }
    : {
        span: [found.occurrence.startsAt, found.occurrence.endsAt].map((one) => one.slice(5, 16)),
        minutes: found.elapsedMinutes,
        notes: found.notes.map(({ code }) => code),
      };
}

const [length, end] = ['window-other-length', 'window-other-end'];
const [gap, fold] = ['window-start-in-gap', 'window-start-in-fold'];

describe('the night on which clocks change', () => {
  it.each([
    // Berlin, 2027-03-28: 02:00 is 03:00. 2027-10-31: 03:00 is 02:00 again.
    ['Europe/Berlin', '2027-03-27', '20:00', local('06:00', 1), '03-27T19:00', '03-28T04:00', 540, [length]],
    ['Europe/Berlin', '2027-10-30', '20:00', local('06:00', 1), '10-30T18:00', '10-31T05:00', 660, [length]],
    ['Europe/Berlin', '2027-03-27', '20:00', elapsed(600), '03-27T19:00', '03-28T05:00', 600, [end]],
    ['Europe/Berlin', '2027-10-30', '20:00', elapsed(600), '10-30T18:00', '10-31T04:00', 600, [end]],
    ['Europe/Berlin', '2027-03-28', '02:30', elapsed(60), '03-28T01:00', '03-28T02:00', 60, [gap, end]],
    ['Europe/Berlin', '2027-03-28', '02:30', local('05:00'), '03-28T01:00', '03-28T03:00', 120, [gap, length]],
    ['Europe/Berlin', '2027-03-28', '01:30', local('02:30'), '03-28T00:30', '03-28T01:00', 30, [length]],
    ['Europe/Berlin', '2027-10-31', '02:30', elapsed(60), '10-31T00:30', '10-31T01:30', 60, [fold, end]],
    ['Europe/Berlin', '2027-10-31', '02:30', local('03:00'), '10-31T00:30', '10-31T02:00', 90, [fold, length]],
    ['Europe/Berlin', '2027-10-31', '01:30', local('02:30'), '10-30T23:30', '10-31T00:30', 60, []],
    ['Europe/Berlin', '2027-10-31', '03:00', elapsed(60), '10-31T02:00', '10-31T03:00', 60, []],
    // New York, 2027-03-14 and 2027-11-07, both at 02:00.
    ['America/New_York', '2027-03-13', '22:00', local('06:00', 1), '03-14T03:00', '03-14T10:00', 420, [length]],
    ['America/New_York', '2027-03-14', '02:15', local('04:00'), '03-14T07:00', '03-14T08:00', 60, [gap, length]],
    ['America/New_York', '2027-11-07', '01:15', local('02:00'), '11-07T05:15', '11-07T07:00', 105, [fold, length]],
    // Lord Howe: half an hour. 2027-04-04: 02:00 is 01:30 again. 2027-10-03: 02:00 is 02:30.
    ['Australia/Lord_Howe', '2027-04-03', '20:00', local('06:00', 1), '04-03T09:00', '04-03T19:30', 630, [length]],
    ['Australia/Lord_Howe', '2027-04-04', '01:45', elapsed(30), '04-03T14:45', '04-03T15:15', 30, [fold, end]],
    ['Australia/Lord_Howe', '2027-10-03', '02:15', local('03:00'), '10-02T15:30', '10-02T16:00', 30, [gap, length]],
    // Casablanca: back an hour for Ramadan, on again after it, 2025-02-23 and 2025-04-06.
    ['Africa/Casablanca', '2025-02-22', '20:00', local('06:00', 1), '02-22T19:00', '02-23T06:00', 660, [length]],
    ['Africa/Casablanca', '2025-04-05', '20:00', local('06:00', 1), '04-05T20:00', '04-06T05:00', 540, [length]],
    // Kathmandu: 05:45 all year.
    ['Asia/Kathmandu', '2027-03-27', '20:00', local('06:00', 1), '03-27T14:15', '03-28T00:15', 600, []],
  ] as const)('%s %s %s', (zone, date, start, until, startsAt, endsAt, minutes, notes) => {
    expect(night(zone, date, start, until)).toEqual({ span: [startsAt, endsAt], minutes, notes });
  });

  it('skips a window that the clocks jump over whole, and says so', () => {
    expect(night('Europe/Berlin', '2027-03-28', '02:00', local('03:00'))).toEqual({
      skipped: ['window-closed-by-clocks'],
    });
  });

  it('ends a window of whole days where the next one begins', () => {
    const days = ['saturday', 'sunday'] as const;
    const window: CivilWindow = {
      ...{ kind: 'weekly', weekdays: days, zone: 'Europe/Berlin', start: '20:00' },
      ...{ until: elapsed(1440), cutOffMinutes: 'learned' },
    };
    const { ahead } = scheduleOf(window, asInstant('2027-03-27T12:00:00.000Z'), 2, calendar);
    expect(ahead.map(({ occurrence: { endsAt }, notes }) => [endsAt, notes.map(({ code }) => code)])).toEqual([
      ['2027-03-28T18:00:00.000Z', [length]],
      ['2027-03-29T18:00:00.000Z', []],
    ]);
  });

  it('skips the match whose day the zone left out: the next one begins at the same instant', () => {
    // Samoa went from the end of 2011-12-29 to 2011-12-31.
    const days = ['thursday', 'friday', 'saturday'] as const;
    const window: CivilWindow = {
      ...{ kind: 'weekly', weekdays: days, zone: 'Pacific/Apia', start: '00:00' },
      ...{ until: local('04:00'), cutOffMinutes: 60 },
    };
    const { ahead, skipped } = scheduleOf(window, asInstant('2011-12-29T00:00:00.000Z'), 3, calendar);
    expect(skipped.map(({ id }) => id)).toEqual(['weekly-2011-12-30t00-00']);
    expect(ahead.map(({ occurrence: { id, startsAt } }) => [id, startsAt])).toEqual([
      ['weekly-2011-12-29t00-00', '2011-12-29T10:00:00.000Z'],
      ['weekly-2011-12-31t00-00', '2011-12-30T10:00:00.000Z'],
      ['weekly-2012-01-05t00-00', '2012-01-04T10:00:00.000Z'],
    ]);
  });

  it('says what is other than usual in a sentence', () => {
    const window: CivilWindow = {
      ...{ kind: 'weekly', weekdays: ['saturday'], zone: 'Europe/Berlin', start: '20:00' },
      ...{ until: local('06:00', 1), cutOffMinutes: 120 },
    };
    const [one] = scheduleOf(window, asInstant('2027-03-27T00:00:00.000Z'), 1, calendar).ahead;
    expect(one?.notes.map(explain)).toEqual([
      'The clocks of Europe/Berlin change in the window of 2027-03-27: it is 540 minutes long, usually 600.',
    ]);
    expect(one?.occurrence.cutOffAt).toBe('2027-03-28T02:00:00.000Z');
  });
});

describe('the days of a rule', () => {
  const rest = { zone: 'Europe/Berlin', start: '20:00', until: local('06:00', 1), cutOffMinutes: 120 } as const;
  const days = (window: CivilWindow, from: string, count: number): readonly string[] =>
    scheduleOf(window, asInstant(`${from}T00:00:00.000Z`), count, calendar).ahead.map(({ occurrence }) =>
      occurrence.id.slice(window.kind.length + 1, -6),
    );

  it('second Tuesday plus days, over the ends of months and years', () => {
    const window: CivilWindow = { kind: 'nth-weekday', nth: 2, weekday: 'tuesday', plusDays: 23, ...rest };
    expect(days(window, '2026-11-20', 4)).toEqual(['2026-12-03', '2026-12-31', '2027-02-04', '2027-03-04']);
    const before: CivilWindow = { ...window, nth: 1, plusDays: -2 };
    expect(days(before, '2026-12-20', 3)).toEqual(['2027-01-03', '2027-01-31', '2027-02-28']);
  });

  it('every second week from its anchor, through a year of 53 weeks', () => {
    const window: CivilWindow = {
      ...{ kind: 'every-second-week', weekdays: ['monday', 'thursday'], anchor: '2026-11-24', ...rest },
    };
    expect(days(window, '2026-12-14', 6)).toEqual([
      ...['2026-12-21', '2026-12-24', '2027-01-04', '2027-01-07', '2027-01-18', '2027-01-21'],
    ]);
  });

  it('the last day, the 31st, and the fifth weekday: only months that have it', () => {
    expect(days({ kind: 'day-of-month', day: 'last', ...rest }, '2028-01-15', 3)).toEqual([
      ...['2028-01-31', '2028-02-29', '2028-03-31'],
    ]);
    expect(days({ kind: 'day-of-month', day: 31, ...rest }, '2027-03-15', 3)).toEqual([
      ...['2027-03-31', '2027-05-31', '2027-07-31'],
    ]);
    const rare: CivilWindow = { kind: 'nth-weekday', nth: 5, weekday: 'monday', plusDays: 0, months: [2], ...rest };
    expect(days(rare, '2026-01-01', 1)).toEqual(['2044-02-29']);
  });

  it('a rule without days ends, and says at what', () => {
    const never: CivilWindow = { kind: 'day-of-month', day: 30, months: [2], ...rest };
    const from = asInstant('2026-11-21T00:00:00.000Z');
    expect(scheduleOf(never, from, 12, calendar)).toEqual({ ahead: [], skipped: [], ended: 'horizon' });
    const elsewhere = { ...never, day: 'last', zone: 'Europe/Atlantis' } as const;
    expect(scheduleOf(elsewhere, from, 12, calendar)).toEqual({ ahead: [], skipped: [], ended: 'zone-unknown' });
  });
});
