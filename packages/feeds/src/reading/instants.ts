// Dates as feeds write them: RFC 3339 with any offset and fraction, without an offset (taken as UTC), or the day alone.

import { type Instant, instantOfMs } from '@slipway/core/time';

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?\s?(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;

/** `null` for what is none, or does not exist (30 February). */
export const instantOfText = (text: unknown): Instant | null => {
  if (typeof text !== 'string' || text.length > 64) return null;
  const parts = DATE.exec(text.trim());
  if (parts === null) return null;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (Number(year) < 1000 || new Date(dayMs).getUTCDate() !== Number(day)) return null;
  if (Number(month) > 12 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const clockMs = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const ms = dayMs + clockMs + Number(fraction.slice(0, 3).padEnd(3, '0')) - offsetMs(zone);
  return ms < YEAR_10000_MS && ms > 0 - YEAR_10000_MS ? instantOfMs(ms) : null;
};

const YEAR_10000_MS = Date.UTC(10_000, 0, 1);

const offsetMs = (zone: string): number => {
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (offset === null) return 0;
  const [, sign, hours = '0', minutes = '0'] = offset;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
};
