import { type ZoneRules, type Zones, zoneRulesFrom } from '@slipway/core/calendar';

/** A hundred years of civil rules are compared with an oracle, and some before them for what began earlier. */
export const RULES_FROM_MS = Date.UTC(2000, 0);
export const RULES_UNTIL_MS = Date.UTC(2140, 0);

/** Names of the IANA database that Intl takes but does not list, because Unicode prefers older ones. */
const UNLISTED = ['Asia/Kathmandu', 'Asia/Kolkata', 'Europe/Kyiv', 'UTC'];

const built = new Map<string, ZoneRules | null>();

/** Each zone's table is made when it is first asked for: 36,500 questions per century. */
export const runtimeZones = (): Zones => ({
  version: process.versions['tz'] ?? 'unknown',
  names: [...Intl.supportedValuesOf('timeZone'), ...UNLISTED].sort(),
  rulesOf: (zone) => {
    const known = built.get(zone);
    if (known !== undefined) return known;
    const rules = rulesOf(zone);
    built.set(zone, rules);
    return rules;
  },
});

function rulesOf(zone: string): ZoneRules | null {
  const format = formatOf(zone);
  if (format === null) return null;
  const offsetMsAt = (ms: number): number => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - ms;
  };
  return zoneRulesFrom({ zone, fromMs: RULES_FROM_MS, untilMs: RULES_UNTIL_MS, offsetMsAt });
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    // The runtime's only way of saying that it has no such zone.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
