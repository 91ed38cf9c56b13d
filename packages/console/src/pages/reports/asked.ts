// What is asked for, as it stands in the address: days are those of the zone that the reader chose.

import { getRouteApi } from '@tanstack/react-router';
import { controllerNow, useZone } from '../../time/index.ts';
import { dayIn, endOfDay, isDay, startOfDay } from './day.ts';

export const route = getRouteApi('/reports');

const DAY_MS = 86_400_000;
const PERIOD_DAYS = 30;

export interface AskedPeriod {
  /** Days, as fields show them. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly query: { readonly from: string; readonly until: string };
}

export const zoneIdOf = ({ zone }: Pick<ReturnType<typeof useZone>, 'zone'>): string =>
  zone.kind === 'utc' ? 'UTC' : zone.name;

export const useToday = (): string => {
  const zone = zoneIdOf(useZone());
  return dayIn(controllerNow(), zone);
};

/** `null`: now. Of today, whose end is still to come, it is now too. */
export const useAsOf = (): string | null => {
  const { asOf } = route.useSearch();
  const zone = zoneIdOf(useZone());
  if (asOf === undefined || !isDay(asOf) || asOf >= dayIn(controllerNow(), zone)) return null;
  return new Date(endOfDay(asOf, zone) - 1).toISOString();
};

export const usePeriod = (): AskedPeriod => {
  const { from, to } = route.useSearch();
  const zone = zoneIdOf(useZone());
  const today = dayIn(controllerNow(), zone);
  const toDay = to !== undefined && isDay(to) && to <= today ? to : today;
  const before = dayIn(startOfDay(toDay, zone) - (PERIOD_DAYS - 1) * DAY_MS + DAY_MS / 2, zone);
  const fromDay = from !== undefined && isDay(from) && from <= toDay ? from : before;
  const query = {
    from: new Date(startOfDay(fromDay, zone)).toISOString(),
    until: new Date(endOfDay(toDay, zone)).toISOString(),
  };
  return { fromDay, toDay, query };
};

/** Of a file that the controller sends as it reads. */
export const csvOf = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const asked = new URLSearchParams({ format: 'csv' });
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, value);
  return `${path}?${asked}`;
};
