// Days of a month as people of a zone live them. What day an instant falls on is asked of the zone's rules; days are counted
// on the civil calendar; nothing assumes that a day has 24 hours.

export interface CivilDay {
  /** `2026-10-25`. */
  readonly key: string;
  readonly isInMonth: boolean;
  /** Where clocks change: 23, 25, or something odder. */
  readonly hours: number;
}

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
    ...({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const),
  });
  formats.set(zone, made);
  return made;
};

const partsOf = (ms: number, zone: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );

/** The day on which an instant falls by the clocks of a zone. */
export const dayOf = (instant: string, zone: string): string => {
  const { year, month, day } = partsOf(Date.parse(instant), zone);
  return `${year}-${month}-${day}`;
};

const offsetMs = (ms: number, zone: string): number => {
  const { year, month, day, hour, minute, second } = partsOf(ms, zone);
  const shown = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return shown - Math.floor(ms / 1000) * 1000;
};

/** The first instant of a day: where clocks jump over midnight, the one behind the jump. */
export const dayStart = (key: string, zone: string): number => {
  const midnight = Date.parse(`${key}T00:00:00Z`);
  const guess = midnight - offsetMs(midnight - offsetMs(midnight, zone), zone);
  if (dayOf(new Date(guess).toISOString(), zone) === key) {
    // Clocks that went back over midnight show it twice: the day began with the first.
    const earlier = midnight - offsetMs(guess - DAY_MS / 2, zone);
    return earlier < guess && dayOf(new Date(earlier).toISOString(), zone) === key ? earlier : guess;
  }
  return midnight - offsetMs(guess - DAY_MS / 2, zone);
};

export const nextDay = (key: string, days = 1): string =>
  new Date(Date.parse(`${key}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Whole weeks from Monday that hold the month `2026-10`. */
export const weeksOf = (month: string, zone: string): readonly (readonly CivilDay[])[] => {
  const first = `${month}-01`;
  const weekday = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
  const weeks: CivilDay[][] = [];
  for (let key = nextDay(first, -weekday); key < `${nextMonth(month, 1)}-01`; ) {
    const week: CivilDay[] = [];
    for (let day = 0; day < 7; day += 1) {
      const after = nextDay(key);
      const hours = (dayStart(after, zone) - dayStart(key, zone)) / 3_600_000;
      week.push({ key, isInMonth: key.startsWith(month), hours });
      key = after;
    }
    weeks.push(week);
  }
  return weeks;
};

export const nextMonth = (month: string, by: number): string => {
  const date = new Date(`${month}-15T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + by);
  return date.toISOString().slice(0, 7);
};

export const isMonth = (text: string): boolean => /^[12]\d{3}-(0[1-9]|1[0-2])$/.test(text);
