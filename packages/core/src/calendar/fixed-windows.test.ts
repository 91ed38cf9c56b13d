import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIdentifier } from '../ids/index.ts';
import { addMs, addSeconds, asInstant, type Instant, instantOfMs, msBetween, msOfInstant } from '../time/index.ts';
import { mayStart } from './may-start.ts';
import { currentOrNextOccurrence, EMPTY_CALENDAR, occurrencesOf } from './occurrences.ts';
import type { FixedWindow, Occurrence } from './types.ts';
import { SPAN_DAYS_MAX, SPANS_MAX } from './window-limits.ts';
import { windowProblems } from './window-problems.ts';

const at = (text: string): Instant => asInstant(`2026-${text}:00.000Z`);
const DAY_MS = 86_400_000;

/** From 2000 to 2100. */
const instants = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) }).map(instantOfMs);
const anyTimeWindows: fc.Arbitrary<FixedWindow> = fc
  .integer({ min: 1, max: SPAN_DAYS_MAX })
  .map((spanDays) => ({ kind: 'any-time', spanDays }));
/** Sound ones: lengths and pauses one after the other. */
const datesWindows: fc.Arbitrary<FixedWindow> = fc
  .array(fc.tuple(fc.nat(DAY_MS), fc.integer({ min: 1, max: DAY_MS }), fc.nat(DAY_MS)), { maxLength: 6 })
  .map((parts) => {
    let next = at('11-01T00:00');
    const spans = parts.map(([pause, open, tail]) => {
      const startsAt = addMs(next, pause);
      const cutOffAt = addMs(startsAt, open);
      const endsAt = addMs(cutOffAt, tail);
      next = endsAt;
      return { startsAt, cutOffAt, endsAt };
    });
    return { kind: 'dates', spans };
  });
const windows = fc.oneof(anyTimeWindows, datesWindows);

describe('an any-time window', () => {
  const week: FixedWindow = { kind: 'any-time', spanDays: 7 };

  it('of seven days is a week from Monday, midnight UTC', () => {
    // 2026-11-21 is a Saturday.
    expect(occurrencesOf(week, at('11-21T08:00'), 2)).toEqual([
      {
        id: 'any-time-7-2026-11-16',
        startsAt: at('11-16T00:00'),
        cutOffAt: at('11-23T00:00'),
        endsAt: at('11-23T00:00'),
      },
      {
        id: 'any-time-7-2026-11-23',
        startsAt: at('11-23T00:00'),
        cutOffAt: at('11-30T00:00'),
        endsAt: at('11-30T00:00'),
      },
    ]);
  });

  it.each([
    ['11-15T23:59', '11-09T00:00'],
    ['11-16T00:00', '11-16T00:00'],
    ['11-22T23:59', '11-16T00:00'],
    ['11-23T00:00', '11-23T00:00'],
  ])('at %s is the one that began %s', (now, start) => {
    expect(currentOrNextOccurrence(week, at(now), EMPTY_CALENDAR)?.startsAt).toBe(at(start));
  });

  it('has exactly one occurrence at any time, spans of its length end to end', () => {
    fc.assert(
      fc.property(anyTimeWindows, instants, (window, now) => {
        const [current, next] = occurrencesOf(window, now, 2) as [Occurrence, Occurrence];
        expect(current.startsAt <= now && now < current.cutOffAt).toBe(true);
        expect(next.startsAt).toBe(current.endsAt);
        expect(msBetween(next.startsAt, next.endsAt)).toBe(msBetween(current.startsAt, current.endsAt));
        expect(msOfInstant(current.startsAt) % DAY_MS).toBe(0);
      }),
    );
  });

  it('ends with the last instant that can be written', () => {
    expect(occurrencesOf(week, asInstant('9999-12-30T00:00:00.000Z'), 3).length).toBeLessThan(2);
  });
});

describe('a window of dates', () => {
  const first = { startsAt: at('11-21T20:00'), cutOffAt: at('11-22T02:00'), endsAt: at('11-22T04:00') };
  const second = { startsAt: at('12-05T20:00'), cutOffAt: at('12-06T02:00'), endsAt: at('12-06T04:00') };
  const window: FixedWindow = { kind: 'dates', spans: [first, second] };

  it.each([
    ['before all', '11-01T00:00', [first, second]],
    ['within the first', '11-22T01:59', [first, second]],
    ['at the cut-off of the first: nobody may begin in it', '11-22T02:00', [second]],
    ['between', '11-30T00:00', [second]],
    ['after all', '12-06T02:00', []],
  ])('%s', (_name, now, expected) => {
    const found = occurrencesOf(window, at(now), 12).map(({ id: _id, ...span }) => span);
    expect(found).toEqual(expected);
  });

  it('names each occurrence by its start', () => {
    expect(currentOrNextOccurrence(window, at('11-22T01:00'), EMPTY_CALENDAR)?.id).toBe(
      'dates-2026-11-21t20-00-00-000z',
    );
  });

  it('has none ahead once all are over', () => {
    expect(currentOrNextOccurrence(window, at('12-31T00:00'), EMPTY_CALENDAR)).toBeNull();
  });
});

describe('occurrencesOf any window', () => {
  it('gives the same occurrence the same id from wherever one looks, and each its own', () => {
    fc.assert(
      fc.property(windows, instants, (window, from) => {
        const many = occurrencesOf(window, from, 6);
        for (const [index, occurrence] of many.entries()) {
          expect(occurrencesOf(window, occurrence.startsAt, 1)[0]).toEqual(occurrence);
          expect(many.slice(index)).toEqual(occurrencesOf(window, occurrence.startsAt, 6 - index));
        }
        expect(new Set(many.map(({ id }) => id)).size).toBe(many.length);
        expect(many.every(({ id }) => isIdentifier(id))).toBe(true);
      }),
    );
  });

  it('gives spans in order that never overlap', () => {
    fc.assert(
      fc.property(windows, instants, (window, from) => {
        const many = occurrencesOf(window, from, 6);
        for (const [index, { startsAt, cutOffAt, endsAt }] of many.entries()) {
          expect(startsAt < cutOffAt && cutOffAt <= endsAt && from < cutOffAt).toBe(true);
          expect((many[index - 1]?.endsAt ?? startsAt) <= startsAt).toBe(true);
        }
      }),
    );
  });

  it('gives no more than asked for', () => {
    fc.assert(
      fc.property(windows, instants, fc.nat(5), (window, from, count) => {
        expect(occurrencesOf(window, from, count).length).toBeLessThanOrEqual(count);
      }),
    );
  });
});

describe('mayStart', () => {
  const occurrence: Occurrence = {
    id: 'dates-1',
    startsAt: at('11-21T20:00'),
    cutOffAt: at('11-22T02:00'),
    endsAt: at('11-22T04:00'),
  };
  const outside = 'outside-occurrence';

  it.each([
    ['before the start', '11-21T19:59', 60, outside],
    ['at the start', '11-21T20:00', 60, null],
    ['before the cut-off', '11-22T01:59', 60, null],
    ['at the cut-off', '11-22T02:00', 60, outside],
    ['between cut-off and end', '11-22T03:00', 60, outside],
    ['after the end', '11-22T05:00', 60, outside],
    ['with just enough time left', '11-22T01:00', 3 * 3600, null],
    ['with a second too little', '11-22T01:00', 3 * 3600 + 1, 'window-too-short'],
  ])('%s', (_name, now, neededSeconds, refused) => {
    const may = mayStart({ occurrence, now: at(now), neededSeconds });
    expect(may.ok ? null : may.reason.code).toBe(refused);
  });

  it('counts only whole seconds that are left', () => {
    const now = addMs(at('11-22T01:59'), 1);
    expect(mayStart({ occurrence, now, neededSeconds: 7260 })).toMatchObject({
      reason: { code: 'window-too-short', facts: { needed: 7260, left: 7259 } },
    });
  });

  it('never lets a host be away beyond the end', () => {
    fc.assert(
      fc.property(windows, instants, fc.nat(10 * 86_400), (window, now, neededSeconds) => {
        for (const found of occurrencesOf(window, now, 3)) {
          const may = mayStart({ occurrence: found, now, neededSeconds });
          const fits = addSeconds(now, neededSeconds) <= found.endsAt;
          expect(may.ok).toBe(found.startsAt <= now && now < found.cutOffAt && fits);
        }
      }),
    );
  });
});

describe('windowProblems', () => {
  it('finds none in a sound window', () => {
    fc.assert(
      fc.property(windows, (window) => {
        expect(windowProblems(window, null)).toEqual([]);
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN, SPAN_DAYS_MAX + 1])('refuses a span of %d days', (spanDays) => {
    expect(windowProblems({ kind: 'any-time', spanDays }, null)[0]?.detail).toContain('spanDays');
  });

  const sound = { startsAt: at('11-21T20:00'), cutOffAt: at('11-22T02:00'), endsAt: at('11-22T04:00') };
  it.each<[string, readonly (typeof sound)[], string]>([
    ['an instant that is none', [{ ...sound, startsAt: asInstant('2026-13-01T00:00:00.000Z') }], 'span 1'],
    ['no time to begin', [{ ...sound, cutOffAt: sound.startsAt }], 'start before its cut-off'],
    ['an end before the cut-off', [{ ...sound, endsAt: at('11-22T01:00') }], 'end before its cut-off'],
    [
      'overlapping spans',
      [sound, { ...sound, startsAt: at('11-22T03:59'), cutOffAt: at('11-23T00:00'), endsAt: at('11-23T00:00') }],
      'span 2',
    ],
    [
      'spans out of order',
      [{ ...sound, startsAt: at('12-21T20:00'), cutOffAt: at('12-22T00:00'), endsAt: at('12-22T00:00') }, sound],
      'span 2',
    ],
    ['too many spans', Array.from({ length: SPANS_MAX + 1 }, () => sound), 'at most'],
  ])('refuses %s', (_name, spans, sentence) => {
    expect(windowProblems({ kind: 'dates', spans }, null)[0]?.detail).toContain(sentence);
  });
});
