import { describe, expect, it } from 'vitest';
import { asHostId, type HostId } from '../ids/index.ts';
import { asInstant, type Instant } from '../time/index.ts';
import { timetableOf } from './timetable.ts';
import type { PlanHeader } from './types.ts';

const at = (text: string): Instant => asInstant(`2026-11-${text}:00.000Z`);
const night = (day: number) => ({
  id: `night-${day}`,
  startsAt: at(`${day}T20:00`),
  cutOffAt: at(`${day}T22:00`),
  endsAt: at(`${day}T23:00`),
});
const hostsOf = (count: number, from: number): readonly HostId[] =>
  Array.from({ length: count }, (_, index) => asHostId(`host-${from + index}`));

const headerOf = (given: {
  readonly waves: readonly (readonly [hosts: number, soakSeconds: number])[];
  readonly awayMax: number;
  readonly nights: readonly number[];
}): Pick<PlanHeader, 'waves' | 'bounds'> => {
  let from = 0;
  const waves = given.waves.map(([count, soakSeconds]) => {
    const hosts = hostsOf(count, from);
    from += count;
    return { kind: 'rest' as const, group: null, hosts, gates: { soakSeconds, person: 'not-asked' as const } };
  });
  const bounds = { awayMax: given.awayMax, occurrences: given.nights.map(night) } as unknown as PlanHeader['bounds'];
  return { waves, bounds };
};

/** An hour each. */
const timesOf = (header: Pick<PlanHeader, 'waves' | 'bounds'>) =>
  timetableOf(
    header,
    header.waves.flatMap(({ hosts }) => hosts.map((hostId) => ({ hostId, expectedSeconds: 3600 }))),
    at('09T00:00'),
  ).map(({ startsAt, endsAt, soakedAt, withoutRoom }) =>
    [startsAt, endsAt, soakedAt].map((one) => one?.slice(8, 16) ?? 'none').concat(withoutRoom.join(' ')),
  );

describe('a timetable', () => {
  it('runs waves one after the other, with the soak between, as many hosts at once as may be away', () => {
    const header = headerOf({
      waves: [
        [1, 1800],
        [4, 0],
      ],
      awayMax: 4,
      nights: [10],
    });
    expect(timesOf(header)).toEqual([
      ['10T20:00', '10T21:00', '10T21:30', ''],
      ['10T21:30', '10T22:30', '10T22:30', ''],
    ]);
  });

  it('goes on in the next window with whoever could not begin before the cut-off', () => {
    const header = headerOf({ waves: [[5, 0]], awayMax: 2, nights: [10, 17] });
    expect(timesOf(header)).toEqual([['10T20:00', '17T21:00', '17T21:00', '']]);
  });

  it('names those that find no room before the last cut-off', () => {
    const header = headerOf({
      waves: [
        [5, 0],
        [1, 0],
      ],
      awayMax: 1,
      nights: [10],
    });
    expect(timesOf(header)).toEqual([
      ['10T20:00', '10T22:00', '10T22:00', 'host-2 host-3 host-4'],
      ['none', 'none', 'none', 'host-5'],
    ]);
  });

  it('begins at once where a plan has no window', () => {
    expect(timesOf(headerOf({ waves: [[1, 0]], awayMax: 1, nights: [] }))).toEqual([
      ['09T00:00', '09T01:00', '09T01:00', ''],
    ]);
  });
});
