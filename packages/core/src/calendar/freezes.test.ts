import { runtimeZones } from '@slipway/testkit/zones';
import { describe, expect, it } from 'vitest';
import { asInstant, type Instant } from '../time/index.ts';
import { freezeProblems } from './freeze-problems.ts';
import { freezeSpans, frozenAt } from './freezes.ts';
import { scheduleOf } from './schedule.ts';
import type { CivilWindow, Freeze, Recurrence } from './types.ts';
import { FREEZES_MAX } from './window-limits.ts';
import { NO_ZONES } from './zone-rules.ts';

const zones = runtimeZones();
const at = (text: string): Instant => asInstant(`${text}:00.000Z`);
const once = (name: string, startsAt: string, endsAt: string): Freeze => ({
  ...{ name, why: 'closing' },
  when: { kind: 'dates', spans: [{ startsAt: at(startsAt), endsAt: at(endsAt) }] },
});
const recurring = (days: Recurrence, zone = 'Europe/Berlin'): Freeze => ({
  ...{ name: 'recurring', why: 'closing' },
  when: { kind: 'recurring', zone, start: '00:00', until: { kind: 'local', time: '00:00', daysLater: 1 }, days },
});

/** Saturdays, 20:00 to 06:00 in UTC, cut-off at 04:00. */
const saturdays: CivilWindow = {
  ...{ kind: 'weekly', weekdays: ['saturday'], zone: 'UTC', start: '20:00' },
  ...{ until: { kind: 'local', time: '06:00', daysLater: 1 }, cutOffMinutes: 120 },
};

function firstUnder(...freezes: readonly Freeze[]) {
  const { ahead, skipped } = scheduleOf(saturdays, at('2026-11-28T00:00'), 1, { zones, freezes });
  const [first] = ahead;
  return {
    from: first?.occurrence.startsAt.slice(5, 16),
    cutOff: first?.occurrence.cutOffAt.slice(5, 16),
    end: first?.occurrence.endsAt.slice(5, 16),
    notes: first?.notes.map(({ code, facts }) => `${code} ${facts['freeze']}`),
    skipped: skipped.map(({ id, reason }) => `${id} ${reason.code} ${reason.facts['freeze']}`),
  };
}
const cut = { end: '11-29T06:00', notes: ['window-cut-by-freeze a'], skipped: [] };

describe('a freeze', () => {
  it.each([
    ['over the start moves it', '2026-11-28T12:00', '2026-11-28T22:00', { from: '11-28T22:00', cutOff: '11-29T04:00' }],
    [
      'over the cut-off moves it before',
      '2026-11-29T01:00',
      '2026-12-01T00:00',
      { from: '11-28T20:00', cutOff: '11-29T01:00' },
    ],
    [
      'within leaves the longer part',
      '2026-11-28T21:00',
      '2026-11-28T23:00',
      { from: '11-28T23:00', cutOff: '11-29T04:00' },
    ],
    [
      'within leaves the earlier of two that are equal',
      '2026-11-28T23:00',
      '2026-11-29T01:00',
      { from: '11-28T20:00', cutOff: '11-28T23:00' },
    ],
  ])('%s', (_name, startsAt, endsAt, expected) => {
    expect(firstUnder(once('a', startsAt, endsAt))).toEqual({ ...cut, ...expected });
  });

  it.each([
    ['before', '2026-11-28T12:00', '2026-11-28T20:00'],
    ['between cut-off and end: a host may be away in it', '2026-11-29T04:00', '2026-11-29T12:00'],
  ])('%s changes nothing', (_name, startsAt, endsAt) => {
    expect(firstUnder(once('a', startsAt, endsAt))).toEqual({
      ...{ from: '11-28T20:00', cutOff: '11-29T04:00', end: '11-29T06:00', notes: [], skipped: [] },
    });
  });

  it('over all of it skips the occurrence, by name', () => {
    expect(
      firstUnder(once('a', '2026-11-28T00:00', '2026-11-28T23:00'), once('b', '2026-11-28T22:00', '2026-11-30T00:00')),
    ).toEqual({
      ...{ from: '12-05T20:00', cutOff: '12-06T04:00', end: '12-06T06:00', notes: [] },
      skipped: ['weekly-2026-11-28t20-00 window-frozen a, b'],
    });
  });

  it('that leaves less than any plan needs before the end skips it too', () => {
    const short: CivilWindow = { ...saturdays, cutOffMinutes: 0 };
    const freezes = [once('a', '2026-11-28T00:00', '2026-11-29T05:56')];
    const { skipped } = scheduleOf(short, at('2026-11-28T00:00'), 1, { zones, freezes });
    expect(skipped.map(({ reason }) => reason.code)).toEqual(['window-frozen']);
  });

  it('takes out of windows of dates and of any time as well', () => {
    const freezes = [once('a', '2026-11-20T00:00', '2026-11-25T00:00')];
    const week = scheduleOf({ kind: 'any-time', spanDays: 7 }, at('2026-11-16T00:00'), 2, { zones, freezes });
    expect(week.ahead.map(({ occurrence }) => [occurrence.startsAt, occurrence.cutOffAt, occurrence.endsAt])).toEqual([
      ['2026-11-16T00:00:00.000Z', '2026-11-20T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
      ['2026-11-25T00:00:00.000Z', '2026-11-30T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ]);
    const startsAt = at('2026-11-21T00:00');
    const day = { startsAt, cutOffAt: at('2026-11-22T00:00'), endsAt: at('2026-11-22T00:00') };
    const dates = scheduleOf({ kind: 'dates', spans: [day] }, startsAt, 2, { zones, freezes });
    expect([dates.ahead.length, dates.skipped.length, dates.ended]).toEqual([0, 1, 'window']);
  });

  it('for ever ends the search', () => {
    const always: Freeze = recurring({ every: 'day', interval: 1, from: '2020-01-01' });
    const { ahead, ended } = scheduleOf({ kind: 'any-time', spanDays: 1 }, at('2026-11-16T00:00'), 2, {
      ...{ zones, freezes: [always] },
    });
    expect([ahead, ended]).toEqual([[], 'window']);
  });

  it.each<[string, Recurrence, string, boolean]>([
    [
      'the first three days of each quarter',
      { every: 'month', interval: 3, from: '2026-01-01', monthDays: [1, 2, 3] },
      '2027-04-03T12:00',
      true,
    ],
    [
      'not of the months between',
      { every: 'month', interval: 3, from: '2026-01-01', monthDays: [1, 2, 3] },
      '2027-05-03T12:00',
      false,
    ],
    [
      'the last working day',
      { every: 'month', interval: 1, from: '2026-01-01', weekdays: [{ weekday: 'friday', nth: -1 }] },
      '2026-11-27T12:00',
      true,
    ],
    ['a day of the year', { every: 'year', interval: 1, from: '2020-12-24' }, '2026-12-24T12:00', true],
    ['of local time', { every: 'year', interval: 1, from: '2020-12-24' }, '2026-12-23T23:30', true],
    [
      'with an exception',
      { every: 'year', interval: 1, from: '2020-12-24', except: ['2026-12-24'] },
      '2026-12-24T12:00',
      false,
    ],
    ['until a day', { every: 'year', interval: 1, from: '2020-12-24', until: '2025-12-31' }, '2026-12-24T12:00', false],
    ['not before it began', { every: 'year', interval: 1, from: '2030-12-24' }, '2026-12-24T12:00', false],
    ['every third day', { every: 'day', interval: 3, from: '2026-11-01' }, '2026-11-22T12:00', true],
    ['every second week', { every: 'week', interval: 2, from: '2026-11-03' }, '2026-11-17T12:00', true],
    ['not the week between', { every: 'week', interval: 2, from: '2026-11-03' }, '2026-11-10T12:00', false],
  ])('recurs: %s', (_name, days, now, isFrozen) => {
    expect(frozenAt({ zones, freezes: [recurring(days)] }, at(now)) !== null).toBe(isFrozen);
  });

  it('holds now, until when, and why', () => {
    expect(
      frozenAt({ zones, freezes: [once('a', '2026-11-21T00:00', '2026-11-22T00:00')] }, at('2026-11-21T08:00')),
    ).toEqual({
      code: 'frozen',
      facts: { freeze: 'a', why: 'closing', ends: '2026-11-22T00:00:00.000Z' },
    });
    expect(
      frozenAt({ zones, freezes: [once('a', '2026-11-21T00:00', '2026-11-22T00:00')] }, at('2026-11-22T00:00')),
    ).toBeNull();
  });

  it('is seen by who must not begin in it a while later', () => {
    const calendar = { zones, freezes: [once('a', '2026-11-21T00:00', '2026-11-22T00:00')] };
    const ahead = (now: string, seconds: number) => frozenAt(calendar, at(now), seconds)?.code;
    expect(ahead('2026-11-20T23:50', 0)).toBeUndefined();
    expect(ahead('2026-11-20T23:50', 599)).toBeUndefined();
    expect(ahead('2026-11-20T23:50', 600)).toBe('frozen');
    expect(ahead('2026-11-20T23:00', 7200)).toBe('frozen');
  });

  it('whose zone is not known freezes everything', () => {
    const unknown = recurring({ every: 'day', interval: 1, from: '2020-01-01' });
    expect(frozenAt({ zones: NO_ZONES, freezes: [unknown] }, at('2026-11-21T08:00'))?.code).toBe('frozen');
  });
});

describe('freezeProblems', () => {
  it('finds none in sound ones', () => {
    const sound = [
      once('a', '2026-11-21T00:00', '2026-11-22T00:00'),
      recurring({ every: 'day', interval: 1, from: '2020-01-01' }),
    ];
    expect(freezeProblems(sound, zones)).toEqual([]);
  });

  it('names everything that is wrong, each with its place', () => {
    const broken: readonly Freeze[] = [
      { ...once('Not A Name', '2026-11-22T00:00', '2026-11-21T00:00'), why: ' ' },
      {
        ...recurring(
          { every: 'month', interval: 0, from: '2026-02-30', monthDays: [0, 32], months: [13] },
          'Europe/Berln',
        ),
        name: 'a',
      },
      { ...recurring({ every: 'month', interval: 1, from: '2026-01-01', monthDays: [31], months: [2, 4] }), name: 'a' },
      {
        name: 'b',
        why: 'closing',
        when: { kind: 'dates', spans: [{ startsAt: asInstant('soon'), endsAt: at('2026-11-21T00:00') }] },
      },
      { ...recurring({ every: 'week', interval: 1, from: '2026-01-01', until: '2025-01-01' }), name: 'c' },
      { name: 'd', why: 'closing', when: { kind: 'dates', spans: [] } },
    ];
    // With what to write instead, each of them.
    expect(freezeProblems(broken, zones).map(({ at: place, instead }) => [place, instead])).toEqual([
      ['[0].name', 'for example year-end'],
      ['[0].why', 'what whoever waits for its end reads'],
      ['[0].when.spans[0]', 'an end later than 2026-11-22T00:00:00.000Z'],
      ['[1].when.zone', 'Europe/Berlin'],
      ['[1].when.days.interval', '1'],
      ['[1].when.days.from', 'a date such as 2026-12-24'],
      ['[1].when.days.monthDays[0]', '-1 for the last'],
      ['[1].when.days.monthDays[1]', '-1 for the last'],
      ['[1].when.days.months[0]', '12'],
      ['[2].name', 'a name of its own: freezes[1] has it'],
      ['[2].when.days', 'days that there are (monthDays: [-1] is the last of each month), or take it out'],
      ['[3].when.spans[0]', 'instants such as 2026-11-24T20:00:00.000Z'],
      ['[4].when.days', 'days that there are (monthDays: [-1] is the last of each month), or take it out'],
      ['[5].when.spans', 'a span, or take the freeze out'],
    ]);
    expect(
      freezeProblems(
        Array.from({ length: FREEZES_MAX + 1 }, () => broken[0] as Freeze),
        zones,
      ),
    ).toHaveLength(1);
  });
});

describe('freezes over a part of time', () => {
  const between = { from: at('2026-10-24T00:00'), until: at('2026-10-27T00:00') };

  it('last as long as their night does where clocks change', () => {
    const daily = recurring({ every: 'day', interval: 1, from: '2026-10-01' });
    expect(
      freezeSpans(daily, zones, between)?.map(({ startsAt, endsAt }) => [startsAt.slice(8, 16), endsAt.slice(8, 16)]),
    ).toEqual([
      ['23T22:00', '24T22:00'],
      ['24T22:00', '25T23:00'],
      ['25T23:00', '26T23:00'],
      ['26T23:00', '27T23:00'],
    ]);
  });

  it('are not known where the rules of their zone are not, and none where they do not touch it', () => {
    expect(freezeSpans(recurring({ every: 'day', interval: 1, from: '2026-10-01' }), NO_ZONES, between)).toBeNull();
    expect(freezeSpans(once('a', '2026-10-27T00:00', '2026-10-28T00:00'), NO_ZONES, between)).toEqual([]);
  });
});
