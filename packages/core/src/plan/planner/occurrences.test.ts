import { describe, expect, it } from 'vitest';
import { type Occurrence, occurrencesOf } from '../../calendar/index.ts';
import { asInstant, type Instant } from '../../time/index.ts';
import { occurrencesFor, secondsLeft, type WaveTime } from './occurrences.ts';

const at = (text: string): Instant => asInstant(`2026-11-${text}:00.000Z`);
/** Four hours a night; nobody begins in the last one. */
const nights: readonly Occurrence[] = ['21', '22', '23', '24', '25'].map((day) => ({
  id: day,
  startsAt: at(`${day}T01:00`),
  cutOffAt: at(`${day}T04:00`),
  endsAt: at(`${day}T05:00`),
}));

const hours = (count: number): number => count * 3600;
const wave = (neededHours: number, soakHours = 0): WaveTime => ({
  neededSeconds: hours(neededHours),
  untilNextSeconds: hours(neededHours + soakHours),
});
const named = (waves: readonly WaveTime[], now: Instant, ahead = nights): string =>
  occurrencesFor({ ahead, waves, now })
    .map(({ id }) => id)
    .join(' ');

describe('the occurrences of a plan', () => {
  it.each([
    ['one short wave', [wave(1)], '21 22'],
    ['two waves, the first of which may begin late', [wave(1), wave(1)], '21 22 23'],
    ['a soak that outlasts the night', [wave(1, 6), wave(1)], '21 22 23'],
    ['waves that each need a night', [wave(3, 12), wave(3, 12), wave(3)], '21 22 23 24'],
  ])('are those that %s needs, and a spare one', (_what, waves, expected) => {
    expect(named(waves, at('20T12:00'))).toBe(expected);
    expect(named(waves, at('21T01:30'))).toBe(expected);
  });

  it('are all that there are where the waves would need more', () => {
    expect(named([wave(4, 12), wave(4, 12), wave(4)], at('20T12:00'), nights.slice(0, 2))).toBe('21 22');
  });

  it('reach on to the first one that is long enough, whatever has become too short', () => {
    const uneven = [
      { ...nights[0]!, endsAt: at('21T05:00') },
      { ...nights[1]!, cutOffAt: at('22T01:30'), endsAt: at('22T01:30') },
      { ...nights[2]!, cutOffAt: at('23T01:30'), endsAt: at('23T01:30') },
      nights[3]!,
    ];
    expect(named([wave(2)], at('21T02:00'), uneven)).toBe('21 22');
    expect(named([wave(2)], at('21T03:30'), uneven)).toBe('21 22 23 24');
  });

  it('are none where the window has none', () => {
    expect(named([wave(1)], at('21T02:00'), [])).toBe('');
  });

  it('of a window that is always open do not follow the clock', () => {
    const plan = (now: Instant): string =>
      named([wave(1), wave(1)], now, occurrencesOf({ kind: 'any-time', spanDays: 1 }, now, 12));
    const morning = plan(at('21T00:00'));
    expect(morning.split(' ')).toHaveLength(3);
    for (const now of ['21T08:00', '21T22:59', '21T23:01', '21T23:59']) expect(plan(at(now))).toBe(morning);
    expect(plan(at('22T00:00'))).not.toBe(morning);
  });
});

describe('what is left of an occurrence', () => {
  it.each([
    ['20T12:00', hours(4)],
    ['21T01:00', hours(4)],
    ['21T03:00', hours(2)],
    ['21T04:00', 0],
    ['21T06:00', 0],
  ])('at %s is %i s', (now, expected) => {
    expect(secondsLeft(nights[0]!, at(now))).toBe(expected);
  });
});
