// Instants for people: in the zone of whoever reads, with its offset, so that two people can compare what they see.

/** `2026-11-21 09:41:07 +01:00` */
export const instantText = (instant: string | null): string => {
  if (instant === null) return '-';
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${time} ${offsetText(-date.getTimezoneOffset())}`;
};

const offsetText = (minutes: number): string => {
  const sign = minutes < 0 ? '-' : '+';
  const total = Math.abs(minutes);
  return `${sign}${two(Math.floor(total / 60))}:${two(total % 60)}`;
};

const two = (value: number): string => String(value).padStart(2, '0');

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** `35 s`, `4 min 10 s`, `3 h 5 min`, `12 d`: the two largest units, rounded down. */
export const durationText = (seconds: number): string => {
  const parts = partsOf(seconds);
  return parts.slice(0, 2).join(' ');
};

/** `4 min ago`, `in 1 h 59 min`, `never`. */
export const ageText = (instant: string | null, now: Date): string => {
  if (instant === null) return 'never';
  const seconds = (now.getTime() - Date.parse(instant)) / 1000;
  if (Number.isNaN(seconds)) return instant;
  // How long ago something was needs one unit; how much time is left may need both.
  return seconds < 0 ? `in ${durationText(-seconds)}` : `${partsOf(seconds)[0]} ago`;
};

/** From the largest unit that is not zero on; one that is zero ends it. */
const partsOf = (seconds: number): readonly string[] => {
  let rest = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.length === 0 ? ['0 s'] : parts;
};
