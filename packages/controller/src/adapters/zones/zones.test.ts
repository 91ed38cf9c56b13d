import { occurrencesOf, type Window } from '@slipway/core/calendar';
import { asInstant } from '@slipway/core/time';
import { expect, it } from 'vitest';
import { runtimeZones } from './index.ts';

const NOW = asInstant('2026-11-21T08:00:00.000Z');
const zones = runtimeZones(NOW);

it('says which database it is', () => {
  expect(zones.version).toBe(process.versions['tz']);
  expect(zones.version).toMatch(/^\d{4}[a-z]$/);
});

it('reaches two years back and more than forty ahead, and makes a table once', () => {
  const rules = zones.rulesOf('Europe/Berlin');
  expect(rules).toMatchObject({ fromMs: Date.UTC(2024, 0), untilMs: Date.UTC(2071, 0) });
  expect(rules?.changes.length).toBe(47 * 2);
  expect(zones.rulesOf('Europe/Berlin')).toBe(rules);
});

it('names what it has, and has what it names', () => {
  expect(zones.names).toEqual(expect.arrayContaining(['Europe/Berlin', 'Asia/Kathmandu', 'UTC']));
  expect(zones.rulesOf('Europe/Berlinn')).toBeNull();
});

it('puts a window where the clock says', () => {
  const window: Window = {
    ...{ kind: 'weekly', weekdays: ['saturday'], zone: 'Europe/Berlin', start: '20:00', cutOffMinutes: 60 },
    until: { kind: 'local', time: '06:00', daysLater: 1 },
  };
  const [occurrence] = occurrencesOf(window, NOW, 1, { zones, freezes: [] });
  expect(occurrence).toMatchObject({ startsAt: '2026-11-21T19:00:00.000Z', endsAt: '2026-11-22T05:00:00.000Z' });
});
