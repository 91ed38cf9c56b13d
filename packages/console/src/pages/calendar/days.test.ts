import { describe, expect, it } from 'vitest';
import { dayOf, dayStart, nextMonth, weeksOf } from './days.ts';

const BERLIN = 'Europe/Berlin';
const hoursOf = (month: string, zone: string): readonly string[] =>
  weeksOf(month, zone)
    .flat()
    .filter(({ hours }) => hours !== 24)
    .map(({ key, hours }) => `${key} ${hours} h`);

describe('days of a month', () => {
  it('are whole weeks from Monday', () => {
    const weeks = weeksOf('2026-11', BERLIN);
    expect(weeks.map((week) => week.map(({ key }) => key.slice(8)).join(' '))).toEqual([
      '26 27 28 29 30 31 01',
      '02 03 04 05 06 07 08',
      '09 10 11 12 13 14 15',
      '16 17 18 19 20 21 22',
      '23 24 25 26 27 28 29',
      '30 01 02 03 04 05 06',
    ]);
    expect(weeks.flat().filter(({ isInMonth }) => isInMonth)).toHaveLength(30);
    expect(weeksOf('2027-02', 'UTC')).toHaveLength(4);
  });

  it.each([
    ['2026-03', BERLIN, ['2026-03-29 23 h']],
    ['2026-10', BERLIN, ['2026-10-25 25 h']],
    ['2026-10', 'Australia/Lord_Howe', ['2026-10-04 23.5 h']],
    // Over midnight: the clocks of Beirut go from 00:00 to 01:00 and from 00:00 back to 23:00.
    ['2026-03', 'Asia/Beirut', ['2026-03-29 23 h']],
    ['2026-10', 'Asia/Beirut', ['2026-10-24 25 h']],
    ['2026-10', 'UTC', []],
  ])('have as many hours as pass: %s in %s', (month, zone, expected) => {
    expect(hoursOf(month, zone)).toEqual(expected);
  });

  it.each([
    ['2026-10-24T21:59:59.000Z', BERLIN, '2026-10-24'],
    ['2026-10-24T22:00:00.000Z', BERLIN, '2026-10-25'],
    ['2026-10-25T22:59:59.000Z', BERLIN, '2026-10-25'],
    ['2026-10-25T23:00:00.000Z', BERLIN, '2026-10-26'],
    ['2026-10-25T11:00:00.000Z', 'Pacific/Kiritimati', '2026-10-26'],
    ['2026-10-25T10:59:00.000Z', 'Pacific/Pago_Pago', '2026-10-24'],
  ])('hold an instant by the clocks of the zone: %s in %s', (instant, zone, day) => {
    expect(dayOf(instant, zone)).toBe(day);
  });

  it('begin with the first instant that has their date', () => {
    for (const zone of [BERLIN, 'Asia/Beirut', 'America/Havana', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC']) {
      for (const week of weeksOf('2026-03', zone).concat(weeksOf('2026-10', zone), weeksOf('2026-11', zone))) {
        for (const { key } of week) {
          const start = dayStart(key, zone);
          expect([zone, key, dayOf(new Date(start).toISOString(), zone)]).toEqual([zone, key, key]);
          expect(dayOf(new Date(start - 1000).toISOString(), zone) < key, `${zone} ${key}`).toBe(true);
        }
      }
    }
  });

  it('go on over the year', () => {
    expect([nextMonth('2026-12', 1), nextMonth('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
  });
});
