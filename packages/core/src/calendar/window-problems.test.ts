import { runtimeZones } from '@slipway/testkit/zones';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from './problem.ts';
import type { CivilWindow, Until, Window } from './types.ts';
import { windowProblems } from './window-problems.ts';

const zones = runtimeZones();
const local = (time: string, daysLater = 0): Until => ({ kind: 'local', time, daysLater });
const rest = { zone: 'Europe/Berlin', start: '20:00', until: local('06:00', 1), cutOffMinutes: 120 } as const;
const weekly: CivilWindow = { kind: 'weekly', weekdays: ['tuesday'], ...rest };
/** As people write it, before anything judged it. */
const written = (window: object): Window => window as Window;

describe('a window by the clock', () => {
  it.each<[string, object, string, string, string]>([
    [
      'a zone that does not exist',
      { ...weekly, zone: 'Europe/Berln' },
      'zone',
      '"Europe/Berln" is not',
      'Europe/Berlin',
    ],
    ['a place without its area', { ...weekly, zone: 'berlin' }, 'zone', 'not a time zone', 'Europe/Berlin'],
    [
      'another spelling, which other programs refuse',
      { ...weekly, zone: 'europe/berlin' },
      'zone',
      'not a',
      'Europe/Berlin',
    ],
    ['an offset for a zone', { ...weekly, zone: '+01:00' }, 'zone', 'not a time zone', 'a name of the IANA database'],
    ['an end before the start', { ...weekly, until: local('06:00') }, 'until', 'ends at 06:00', 'daysLater: 1'],
    ['a time that is none', { ...weekly, start: '24:00' }, 'start', '"24:00"', '20:00'],
    ['an end that is no time', { ...weekly, until: local('6', 1) }, 'until.time', '"6"', '06:00'],
    [
      'less time than any plan needs',
      { ...weekly, until: local('20:04'), cutOffMinutes: 0 },
      'until',
      'shorter than any plan',
      '5 or more',
    ],
    ['no time at all', { ...weekly, until: { kind: 'elapsed', minutes: 0 } }, 'until.minutes', 'whole number', ''],
    [
      'a window that begins again before it ends',
      { ...weekly, until: local('21:00', 7) },
      'until',
      'begins again after 10080',
      'an earlier end',
    ],
    [
      'one of neighbouring days',
      { ...weekly, weekdays: ['monday', 'tuesday'], until: local('20:01', 1) },
      'until',
      'begins again after 1440',
      'an earlier end',
    ],
    [
      'one longer than two weeks',
      { kind: 'day-of-month', day: 1, ...rest, until: local('21:00', 14) },
      'until',
      'may have 20160 at most',
      'any-time',
    ],
    [
      'a cut-off before the start',
      { ...weekly, cutOffMinutes: 600 },
      'cutOffMinutes',
      'nothing can begin',
      'less than 600',
    ],
    ['a cut-off that is no number', { ...weekly, cutOffMinutes: -1 }, 'cutOffMinutes', 'whole number', ''],
    ['no weekday', { ...weekly, weekdays: [] }, 'weekdays', 'never happens', 'monday'],
    ['a weekday that is none', { ...weekly, weekdays: ['thusday'] }, 'weekdays[0]', '"thusday"', 'thursday'],
    ['a weekday twice', { ...weekly, weekdays: ['tuesday', 'tuesday'] }, 'weekdays[1]', 'twice', ''],
    [
      'an anchor on another weekday',
      { ...weekly, kind: 'every-second-week', anchor: '2026-11-21' },
      'anchor',
      'is a saturday',
      '2026-11-24',
    ],
    [
      'an anchor that does not exist',
      { ...weekly, kind: 'every-second-week', anchor: '2026-02-30' },
      'anchor',
      'not a date',
      '2026-11-24',
    ],
    ['a sixth weekday', { kind: 'nth-weekday', nth: 6, weekday: 'tuesday', plusDays: 0, ...rest }, 'nth', '1 to 5', ''],
    [
      'an offset of a month',
      { kind: 'nth-weekday', nth: 2, weekday: 'tuesday', plusDays: 28, ...rest },
      'plusDays',
      '-27 to 27',
      '',
    ],
    ['a thirteenth month', { kind: 'day-of-month', day: 1, months: [13], ...rest }, 'months[0]', '1 to 12', ''],
    ['no month', { kind: 'day-of-month', day: 1, months: [], ...rest }, 'months', 'never happens', ''],
    [
      'a day that no such month has',
      { kind: 'day-of-month', day: 30, months: [2], ...rest },
      'day',
      'never happens',
      'last',
    ],
    ['a kind of tomorrow', { kind: 'full-moon', ...rest }, 'kind', '"full-moon"', ''],
  ])('refuses %s', (_name, window, at, detail, instead) => {
    const found = windowProblems(written(window), zones);
    expect(found).toHaveLength(1);
    expect(found[0]?.at).toBe(at);
    expect(found[0]?.detail).toContain(detail);
    expect(found[0]?.instead).toContain(instead);
  });

  it.each<[string, CivilWindow]>([
    ['a whole week', { ...weekly, until: local('20:00', 7) }],
    [
      'whole days, one after the other',
      { ...weekly, weekdays: ['monday', 'tuesday'], until: { kind: 'elapsed', minutes: 1440 } },
    ],
    ['a leap day', { kind: 'day-of-month', day: 29, months: [2], ...rest }],
    [
      'the fifth Monday of February',
      { kind: 'nth-weekday', nth: 5, weekday: 'monday', plusDays: -3, months: [2], ...rest },
    ],
    ['a learned cut-off', { ...weekly, cutOffMinutes: 'learned' }],
    ['a zone that has another name now', { ...weekly, zone: 'Asia/Kathmandu' }],
  ])('takes %s', (_name, window) => {
    expect(windowProblems(window, zones)).toEqual([]);
  });

  it('says everything that is wrong at once', () => {
    const window = written({
      ...{ kind: 'every-second-week', weekdays: ['tuesday', 'thrsday'], anchor: '2026-11-21' },
      ...{
        zone: 'Europe/Atlantis',
        start: '8pm',
        until: { kind: 'local', time: '06:00', daysLater: -1 },
        cutOffMinutes: 0,
      },
    });
    expect(windowProblems(window, zones).map(({ at }) => at)).toEqual([
      ...['zone', 'start', 'until.daysLater', 'weekdays[1]', 'anchor'],
    ]);
  });

  it('is refused where no zone database was given: nobody could say when it is', () => {
    expect(windowProblems(weekly, null).map(sentenceOf)).toEqual([expect.stringContaining('no time-zone rules')]);
    expect(windowProblems(weekly, zones)).toEqual([]);
  });

  it('is put right by what the sentence says', () => {
    expect(windowProblems({ ...weekly, until: local('06:00') }, zones).map(sentenceOf)).toEqual([
      'ends at 06:00, before or when it starts at 20:00; write daysLater: 1',
    ]);
  });
});
