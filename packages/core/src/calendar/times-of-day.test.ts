import { runtimeZones } from '@slipway/testkit/zones';
import { describe, expect, it } from 'vitest';
import { asInstant } from '../time/index.ts';
import { lastTimeOfDay, timesOfDayProblems } from './times-of-day.ts';

const zones = runtimeZones();
const last = (at: readonly string[], now: string) =>
  lastTimeOfDay({ zone: 'Europe/Berlin', at }, asInstant(`${now}:00.000Z`), zones)?.slice(0, 16);

describe('the last of some times of day', () => {
  it.each<[string, readonly string[], string, string]>([
    ['today', ['06:00', '18:00'], '2026-11-24T12:00', '2026-11-24T05:00'],
    ['that has just come', ['06:00', '18:00'], '2026-11-24T17:00', '2026-11-24T17:00'],
    ['of yesterday, where none has come today', ['06:00', '18:00'], '2026-11-24T04:59', '2026-11-23T17:00'],
    ['of yesterday by the clock of the zone', ['23:30'], '2026-11-24T22:00', '2026-11-23T22:30'],
    ['where clocks jump over it: right after', ['02:30'], '2026-03-29T01:00', '2026-03-29T01:00'],
    ['not yet before they jump', ['02:30'], '2026-03-29T00:59', '2026-03-28T01:30'],
    ['where it comes twice: the first', ['02:30'], '2026-10-25T01:45', '2026-10-25T00:30'],
  ])('%s', (_name, at, now, then) => {
    expect(last(at, now)).toBe(then);
  });

  it('is none where the zone is not known', () => {
    expect(
      lastTimeOfDay({ zone: 'Europe/Atlantis', at: ['06:00'] }, asInstant('2026-11-24T12:00:00.000Z'), zones),
    ).toBe(null);
  });
});

it('says everything that is wrong', () => {
  expect(timesOfDayProblems({ zone: 'Europe/Berln', at: ['06:00', '6', '06:00'] }, zones)).toMatchObject([
    { at: 'zone', instead: 'Europe/Berlin' },
    { at: 'at[1]' },
    { at: 'at[2]' },
  ]);
  expect(timesOfDayProblems({ zone: 'Europe/Berlin', at: ['06:00', '18:00'] }, zones)).toEqual([]);
});
