import { describe, expect, it } from 'vitest';
import { explain } from '../reasons/index.ts';
import { asInstant } from '../time/index.ts';
import { occurrencesOf } from './occurrences.ts';
import type { Calendar, CivilWindow, Freeze } from './types.ts';
import type { ZoneRules, Zones } from './zone-rules.ts';
import { zoneMoves, zoneStampOf } from './zone-stamp.ts';

// A country that gives up summer time between planning and running, as Morocco did in 2026.

const HOUR_MS = 3_600_000;
const april = Date.UTC(2027, 3, 4, 1);
const october = Date.UTC(2027, 9, 31, 1);
const land = (version: string, changes: ZoneRules['changes']): Zones => ({
  version,
  names: ['Made/Land'],
  rulesOf: (zone) =>
    zone === 'Made/Land'
      ? { zone, fromMs: Date.UTC(2020, 0), untilMs: Date.UTC(2040, 0), offsetMsAtStart: 0, changes }
      : null,
});
const summers = land('2026c', [
  { atMs: april, offsetMs: HOUR_MS },
  { atMs: october, offsetMs: 0 },
]);
const noSummer = land('2027a', []);
const calendar = (zones: Zones, freezes: readonly Freeze[] = []): Calendar => ({ zones, freezes });

const window: CivilWindow = {
  ...{ kind: 'nth-weekday', nth: 1, weekday: 'saturday', plusDays: 0, zone: 'Made/Land', start: '20:00' },
  ...{ until: { kind: 'local', time: '06:00', daysLater: 1 }, cutOffMinutes: 120 },
};
const planned = occurrencesOf(window, asInstant('2027-03-01T00:00:00.000Z'), 3, calendar(summers));

describe('a zone database that changes between planning and running', () => {
  it('is named with every occurrence that it moves, and those alone', () => {
    const stamp = zoneStampOf(window, planned, summers);
    expect(stamp).toMatchObject({ zone: 'Made/Land', version: '2026c' });
    const moved = zoneMoves(window, stamp as NonNullable<typeof stamp>, noSummer);
    // The first lies before the summer, the second over its beginning, the third in it.
    expect(moved.map(({ facts }) => [facts['id'], facts['starts'], facts['ends']])).toEqual([
      ['nth-weekday-2027-04-03t20-00', '2027-04-03T20:00:00.000Z', '2027-04-04T06:00:00.000Z'],
      ['nth-weekday-2027-05-01t20-00', '2027-05-01T20:00:00.000Z', '2027-05-02T06:00:00.000Z'],
    ]);
    expect(explain(moved[0] as NonNullable<(typeof moved)[0]>)).toContain('from 2026c to 2027a');
  });

  it('keeps every id, so that people see the same night at another hour', () => {
    const again = occurrencesOf(window, asInstant('2027-03-01T00:00:00.000Z'), 3, calendar(noSummer));
    expect(again.map(({ id }) => id)).toEqual(planned.map(({ id }) => id));
    expect(again).not.toEqual(planned);
  });

  it('says nothing where these nights stay', () => {
    const stamp = zoneStampOf(window, planned, summers) as NonNullable<ReturnType<typeof zoneStampOf>>;
    expect(zoneMoves(window, stamp, summers)).toEqual([]);
    expect(zoneMoves(window, stamp, land('2027a', summers.rulesOf('Made/Land')?.changes ?? []))).toEqual([]);
  });

  it('is not mistaken for a freeze that came later', () => {
    const why = 'closing';
    const span = { startsAt: asInstant('2027-04-03T00:00:00.000Z'), endsAt: asInstant('2027-04-03T23:00:00.000Z') };
    const freezes: readonly Freeze[] = [{ name: 'a', why, when: { kind: 'dates', spans: [span] } }];
    const frozen = occurrencesOf(window, asInstant('2027-03-01T00:00:00.000Z'), 3, calendar(summers, freezes));
    expect(frozen[1]?.startsAt).toBe('2027-04-03T23:00:00.000Z');
    expect(zoneStampOf(window, frozen, summers)).toEqual(zoneStampOf(window, planned, summers));
  });

  it('that has lost the zone moves everything', () => {
    const stamp = zoneStampOf(window, planned, summers) as NonNullable<ReturnType<typeof zoneStampOf>>;
    const moved = zoneMoves(window, stamp, { version: '2027b', names: [], rulesOf: () => null });
    expect(moved.map(({ facts }) => facts['starts'])).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('of which only the time from now on is known gives what lies ahead', () => {
    const now = asInstant('2027-03-26T12:00:00.000Z');
    const short: Zones = {
      ...summers,
      rulesOf: (zone) => {
        const rules = summers.rulesOf(zone);
        return rules === null ? null : { ...rules, fromMs: Date.parse(now) };
      },
    };
    expect(occurrencesOf(window, now, 2, calendar(short))).toEqual(planned.slice(1));
  });

  it('does not matter to windows that follow no clock', () => {
    const anyTime = { kind: 'any-time', spanDays: 7 } as const;
    expect(zoneStampOf(anyTime, planned, summers)).toBeNull();
  });
});
