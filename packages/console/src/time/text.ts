import type { Zone } from './zone.tsx';

/** `null`: the one of this browser. */
const timeZoneOf = (zone: Zone): string | undefined => (zone.kind === 'utc' ? 'UTC' : zone.name);

export const zoneName = (zone: Zone): string =>
  zone.kind === 'utc' ? 'UTC' : zone.name.replace(/^.*\//, '').replaceAll('_', ' ');

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: Zone, year: boolean): Intl.DateTimeFormat => {
  const key = `${timeZoneOf(zone)} ${year}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: timeZoneOf(zone),
    day: 'numeric',
    month: 'short',
    ...(year ? { year: 'numeric' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(key, made);
  return made;
};

const YEAR_MS = 300 * 86_400_000;

/** `22 Nov, 20:00`, with the year where it is not plain. */
export const instantText = (instant: string, zone: Zone, nowMs: number): string => {
  const ms = Date.parse(instant);
  return formatOf(zone, Math.abs(ms - nowMs) > YEAR_MS).format(ms);
};

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** The largest unit that it is two of, so that nothing is said more exactly than it helps: `90 min`, `26 h`, `3 d`. */
export const spanText = (seconds: number): string => {
  const whole = Math.round(Math.abs(seconds));
  const [unit, size] = UNITS.find(([, its]) => whole >= 2 * its) ?? (['s', 1] as const);
  return `${Math.round(whole / size)} ${unit}`;
};

export const ageText = (instant: string, nowMs: number): string => {
  const seconds = (nowMs - Date.parse(instant)) / 1000;
  if (Math.abs(seconds) < 5) return 'now';
  return seconds > 0 ? `${spanText(seconds)} ago` : `in ${spanText(seconds)}`;
};

const hours = new Map<string, Intl.DateTimeFormat>();

/** `20:00`: where the day stands beside it already. */
export const hourText = (instant: string, zone: Zone): string => {
  const name = timeZoneOf(zone) ?? '';
  const known =
    hours.get(name) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: timeZoneOf(zone),
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  hours.set(name, known);
  return known.format(Date.parse(instant));
};
