// The zone database of a runtime as the value that the calendar takes. The runtime's `Intl` comes in as a value too:
// whoever wires decides whose database it is, and says its version (ADR 0021).

import type { Instant } from '../time/index.ts';
import { type ZoneRules, type Zones, zoneRulesFrom } from './zone-rules.ts';

type RuntimeIntl = Pick<typeof Intl, 'DateTimeFormat' | 'supportedValuesOf'>;

/** Names of the IANA database that Intl takes but does not list, because Unicode prefers older ones. */
const UNLISTED = ['Asia/Kathmandu', 'Asia/Kolkata', 'Europe/Kyiv', 'UTC'];

/** Each zone's table is made when it is first asked for, a question per day of the span, and kept. */
export function zonesFromIntl(options: {
  readonly intl: RuntimeIntl;
  /** Of the database behind `intl`: `2026c`. */
  readonly version: string;
  readonly fromMs: number;
  readonly untilMs: number;
}): Zones {
  const { intl, version, fromMs, untilMs } = options;
  const built = new Map<string, ZoneRules | null>();
  return {
    version,
    names: [...new Set([...intl.supportedValuesOf('timeZone'), ...UNLISTED])].sort(),
    rulesOf: (zone) => {
      const known = built.get(zone);
      if (known !== undefined) return known;
      const offsetMsAt = offsetsOf(zone, intl);
      const rules = offsetMsAt === null ? null : zoneRulesFrom({ zone, fromMs, untilMs, offsetMsAt });
      // An unknown name is not kept: there is no end of those.
      if (rules !== null) built.set(zone, rules);
      return rules;
    },
  };
}

/** A freeze of a year that still holds began within it; and the tables of one year begin alike, whenever they are made. */
const YEARS_BACK = 2;
/** The next occurrence is looked for forty years ahead (SEARCH_DAYS_MAX), by a program that may run for some years. */
const YEARS_AHEAD = 45;

/** The span to know for whoever asks at `now` and for years to come. */
export function zoneSpanAround(now: Instant): { readonly fromMs: number; readonly untilMs: number } {
  const year = Number(now.slice(0, 4));
  return { fromMs: Date.UTC(year - YEARS_BACK, 0), untilMs: Date.UTC(year + YEARS_AHEAD, 0) };
}

/** `null`: there is no such zone. */
function offsetsOf(zone: string, intl: RuntimeIntl): ((ms: number) => number) | null {
  const format = formatOf(zone, intl);
  if (format === null) return null;
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - ms;
  };
}

function formatOf(timeZone: string, intl: RuntimeIntl): Intl.DateTimeFormat | null {
  try {
    return new intl.DateTimeFormat('en', {
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
