// From what was typed to a value. What does not fit throws with a sentence that says what was expected.

/** Shown behind the option's name; ends the program as wrong use. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue';
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** `90s`, `30m`, `24h`, `7d`; seconds. */
export const parseDuration = (text: string): number => {
  const found = /^(\d{1,7})(s|m|min|h|d)$/.exec(text);
  const seconds = Number(found?.[1]) * (UNITS[found?.[2] ?? ''] ?? Number.NaN);
  if (!(seconds > 0)) throw new InvalidValue('a span like 90s, 30m, 24h or 7d is expected');
  return seconds;
};

export const parseCount = (text: string): number => {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidValue('a whole number from 1 on is expected');
  return count;
};

/** `key=value`; the value may hold further `=`. */
export const parsePair = (text: string): readonly [string, string] => {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidValue('key=value is expected');
  return [text.slice(0, at), text.slice(at + 1)];
};

/** `host=why`; the reason is kept with whatever it explains. */
export const parseLeaveOut = (text: string): readonly [string, string] => {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidValue('HOST=WHY is expected: a reason belongs to it');
  return [text.slice(0, at), text.slice(at + 1)];
};

/** `2026-11-20`: the beginning of that day where the reader is; or an instant with its zone. As an instant in UTC. */
export const parseSince = (text: string): string => {
  const end = new Date(parseAsOf(text));
  return text.includes('T') ? end.toISOString() : new Date(end.setHours(0, 0, 0, 0)).toISOString();
};

/** `2026-11-20`: the end of that day where the reader is; or an instant with its zone. As an instant in UTC. */
export const parseAsOf = (text: string): string => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const date =
    day === undefined
      ? new Date(/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : Number.NaN)
      : new Date(Number(year), Number(month) - 1, Number(day), 23, 59, 59, 999);
  const isThatDay = day === undefined || date.getDate() === Number(day);
  if (Number.isNaN(date.getTime()) || !isThatDay) {
    throw new InvalidValue('a day like 2026-11-20, or an instant like 2026-11-20T08:00:00Z, is expected');
  }
  return date.toISOString();
};
