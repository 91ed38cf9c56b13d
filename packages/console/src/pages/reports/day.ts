// Civil days of a zone as instants: a day has 23 or 25 hours where clocks change.

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00.000Z`));

const DAY_MS = 86_400_000;
const QUARTER_MS = 15 * 60_000;

/** Of an instant, in milliseconds since 1970. */
export const dayIn = (ms: number, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms);

/** The first quarter of an hour that is that day there: no zone changes its clocks by less. */
export const startOfDay = (day: string, zone: string): number => {
  let ms = Date.parse(`${day}T00:00:00.000Z`) - 15 * 3_600_000;
  while (dayIn(ms, zone) < day) ms += QUARTER_MS;
  return ms;
};

export const endOfDay = (day: string, zone: string): number => {
  const next = new Date(Date.parse(`${day}T00:00:00.000Z`) + DAY_MS).toISOString().slice(0, 10);
  return startOfDay(next, zone);
};
