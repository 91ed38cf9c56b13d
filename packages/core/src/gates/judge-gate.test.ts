import { describe, expect, it } from 'vitest';
import type { GateCondition } from '../policy/index.ts';
import { addSeconds, asInstant } from '../time/index.ts';
import {
  closedCondition,
  type GateReading,
  nextReadingAt,
  PLUG_IN_READING_SECONDS_MAX,
  READING_SECONDS_MAX,
} from './index.ts';

const SETTLED = asInstant('2026-11-21T20:00:00.000Z');
const at = (seconds: number) => addSeconds(SETTLED, seconds);

const page: GateCondition = { name: 'page', kind: 'http', url: 'https://www.example', status: 200 };
const disk: GateCondition = { name: 'disk', kind: 'plug-in', plugIn: 'check_disk', parameters: {}, worst: 'ok' };
const health: GateCondition = { name: 'wave', kind: 'health' };
const reading = (name: string, seconds: number, state: GateReading['state'] = 'open'): GateReading => ({
  name,
  state,
  found: 'as found',
  at: at(seconds),
});
const closed = (readings: readonly GateReading[], now: number, conditions: readonly GateCondition[] = [page]) =>
  closedCondition({ soakSeconds: 0, person: 'not-asked', conditions }, readings, { settledAt: SETTLED, now: at(now) });

describe('a gate', () => {
  it('without conditions is open', () => {
    expect(closedCondition({ soakSeconds: 0, person: 'not-asked' }, [], { settledAt: SETTLED, now: at(0) })).toBeNull();
  });

  it('opens by an open reading from after the wave had settled that is not old', () => {
    expect(closed([reading('page', 1)], 1)).toBeNull();
    expect(closed([reading('page', 1)], 1 + READING_SECONDS_MAX)).toBeNull();
    expect(closed([reading('page', 1)], 2 + READING_SECONDS_MAX)).toMatchObject({ code: 'gate-unreadable' });
  });

  it('is closed without one, by one from before, and by one from a clock that is ahead', () => {
    expect(closed([], 1)).toMatchObject({ code: 'gate-unreadable', facts: { gate: 'page' } });
    expect(closed([reading('other', 1)], 1)).toMatchObject({ code: 'gate-unreadable' });
    expect(closed([reading('page', -1)], 1)).toMatchObject({ code: 'gate-unreadable' });
    expect(closed([reading('page', 1000)], 1)).toMatchObject({ code: 'gate-unreadable' });
  });

  it('says what was found', () => {
    expect(closed([reading('page', 1, 'closed')], 1)).toEqual({
      code: 'gate-closed',
      facts: { gate: 'page', detail: 'as found' },
    });
    expect(closed([reading('page', 1, 'unreadable')], 1)).toEqual({
      code: 'gate-unreadable',
      facts: { gate: 'page', detail: 'as found' },
    });
  });

  it('tells the first in the order of policy, and gives hosts more time', () => {
    expect(closed([], 1, [disk, page])).toMatchObject({ facts: { gate: 'disk' } });
    expect(closed([reading('disk', 1)], PLUG_IN_READING_SECONDS_MAX, [disk])).toBeNull();
    expect(closed([reading('disk', 1)], PLUG_IN_READING_SECONDS_MAX + 2, [disk])).toMatchObject({
      code: 'gate-unreadable',
    });
  });
});

it('is read at the end of the soak, seldom before it and often after it', () => {
  expect(nextReadingAt(page, at(0), at(3600))).toBe(at(300));
  expect(nextReadingAt(page, at(3500), at(3600))).toBe(at(3600));
  expect(nextReadingAt(page, at(3600), at(3600))).toBe(at(3630));
  expect([disk, health].map((one) => nextReadingAt(one, at(3600), at(3600)))).toEqual([at(3610), at(3610)]);
});
