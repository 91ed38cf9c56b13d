import { describe, expect, it } from 'vitest';
import { asInstant } from '../time/index.ts';
import { localTextOf } from './local-text.ts';
import { zoneSpanAround, zonesFromIntl } from './runtime-zones.ts';
import { NO_ZONES } from './zone-rules.ts';

const NOW = asInstant('2026-11-21T08:00:00.000Z');

describe("a runtime's zone database", () => {
  it('is asked for a zone once, and for a name that it does not have every time', () => {
    let asked = 0;
    class Counting extends Intl.DateTimeFormat {
      constructor(...given: ConstructorParameters<typeof Intl.DateTimeFormat>) {
        super(...given);
        asked += 1;
      }
    }
    const intl = { DateTimeFormat: Counting as typeof Intl.DateTimeFormat, supportedValuesOf: Intl.supportedValuesOf };
    const zones = zonesFromIntl({ intl, version: 'made', ...zoneSpanAround(NOW) });
    expect(asked).toBe(0);
    expect(zones.rulesOf('Asia/Kathmandu')).toBe(zones.rulesOf('Asia/Kathmandu'));
    expect([asked, zones.version]).toEqual([1, 'made']);
    expect([zones.rulesOf('Asia/Katmando'), zones.rulesOf('Asia/Katmando'), NO_ZONES.rulesOf('UTC')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it.each([
    ['Europe/Berlin', '2027-03-28T01:00:00.000Z', '2027-03-28 03:00:00 +02:00'],
    ['America/St_Johns', '2026-11-24T20:00:00.000Z', '2026-11-24 16:30:00 -03:30'],
    ['Asia/Kathmandu', '2026-12-31T20:00:00.000Z', '2027-01-01 01:45:00 +05:45'],
    ['UTC', '2026-11-24T20:00:00.000Z', '2026-11-24 20:00:00 +00:00'],
  ])('in %s %s reads %s', (zone, instant, text) => {
    const rules = zonesFromIntl({ intl: Intl, version: 'made', ...zoneSpanAround(NOW) }).rulesOf(zone);
    expect(rules === null ? null : localTextOf(rules, asInstant(instant))).toBe(text);
  });
});
