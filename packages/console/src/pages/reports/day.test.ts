import { describe, expect, it } from 'vitest';
import { endOfDay, isDay, startOfDay } from './day.ts';

const span = (day: string, zone: string): readonly string[] =>
  [startOfDay(day, zone), endOfDay(day, zone)].map((ms) => new Date(ms).toISOString());

describe('days of a zone', () => {
  it.each([
    ['2026-03-10', 'UTC', '2026-03-10T00:00:00.000Z', '2026-03-11T00:00:00.000Z'],
    // Clocks go forward, and back: 23 and 25 hours.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['2026-06-01', 'Asia/Kathmandu', '2026-05-31T18:15:00.000Z', '2026-06-01T18:15:00.000Z'],
    ['2026-06-01', 'Pacific/Kiritimati', '2026-05-31T10:00:00.000Z', '2026-06-01T10:00:00.000Z'],
    ['2026-06-01', 'Pacific/Pago_Pago', '2026-06-01T11:00:00.000Z', '2026-06-02T11:00:00.000Z'],
  ])('%s in %s', (day, zone, from, until) => expect(span(day, zone)).toEqual([from, until]));

  it('are dates that exist, as an address may have anything', () => {
    expect(['2026-02-28', '2026-13-01', 'yesterday', ''].map(isDay)).toEqual([true, false, false, false]);
  });
});
