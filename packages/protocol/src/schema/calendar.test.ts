import type { Freeze, Window } from '@slipway/core/calendar';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { FreezeSchema, WindowSchema } from './calendar.ts';
import { parserFor } from './parse.ts';

const parseWindow = parserFor<Window, typeof WindowSchema>('window', WindowSchema);
const parseFreezes = parserFor<readonly Freeze[], ReturnType<typeof listOfFreezes>>('freezes', listOfFreezes());
function listOfFreezes() {
  return Type.Array(FreezeSchema);
}

const hours = {
  ...{ zone: 'Europe/Berlin', start: '20:00', cutOffMinutes: 120 },
  until: { kind: 'local', time: '06:00', daysLater: 1 },
} as const;
const span = { startsAt: '2026-11-21T20:00:00.000Z', endsAt: '2026-11-22T04:00:00.000Z' };

describe('the form of a window', () => {
  it.each<[string, object]>([
    ['any time, as version 1 wrote it', { kind: 'any-time', spanDays: 7 }],
    ['dates, as version 1 wrote them', { kind: 'dates', spans: [{ ...span, cutOffAt: span.endsAt }] }],
    ['weekly', { kind: 'weekly', weekdays: ['tuesday'], ...hours }],
    ['every second week', { kind: 'every-second-week', weekdays: ['tuesday'], anchor: '2026-11-24', ...hours }],
    ['second Tuesday plus four', { kind: 'nth-weekday', nth: 2, weekday: 'tuesday', plusDays: 4, ...hours }],
    [
      'quarterly',
      { kind: 'nth-weekday', nth: 'last', weekday: 'sunday', plusDays: 0, months: [3, 6, 9, 12], ...hours },
    ],
    ['the last day', { kind: 'day-of-month', day: 'last', ...hours, cutOffMinutes: 'learned' }],
    ['elapsed minutes', { kind: 'weekly', weekdays: ['tuesday'], ...hours, until: { kind: 'elapsed', minutes: 600 } }],
  ])('takes %s, and changes nothing', (_name, window) => {
    expect(parseWindow(window)).toEqual({ ok: true, value: window });
  });

  it.each<[string, object]>([
    ['a kind of tomorrow', { kind: 'full-moon', ...hours }],
    ['an unknown field', { kind: 'weekly', weekdays: ['tuesday'], ...hours, jitter: 5 }],
    ['a field too few', { kind: 'every-second-week', weekdays: ['tuesday'], ...hours }],
    ['a weekday that is none', { kind: 'weekly', weekdays: ['tusday'], ...hours }],
    ['an hour that is none', { kind: 'weekly', weekdays: ['tuesday'], ...hours, start: '25:00' }],
  ])('refuses %s', (_name, window) => {
    expect(parseWindow(window).ok).toBe(false);
  });
});

describe('the form of freezes', () => {
  it('takes spans and recurrences', () => {
    const days = { every: 'year', interval: 1, from: '2026-12-20', weekdays: [{ weekday: 'friday', nth: -1 }] };
    const freezes = [
      { name: 'a', why: 'closing', when: { kind: 'dates', spans: [span] } },
      { name: 'b', why: 'closing', when: { kind: 'recurring', zone: 'UTC', start: '00:00', until: hours.until, days } },
    ];
    expect(parseFreezes(freezes)).toEqual({ ok: true, value: freezes });
    expect(parseFreezes([{ name: 'a', when: { kind: 'dates', spans: [span] } }]).ok).toBe(false);
  });
});
