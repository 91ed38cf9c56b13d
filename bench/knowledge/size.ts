// How large the fleet and the feed are, in every step alike.

export const HOSTS_DEFAULT = 100_000;
export const FLEET_SEED = 1;
export const FEED_SEED = 2;
export const RECORDS = 60_000;
/** Of them news for this fleet. */
export const TOUCHING = 5000;
export const FEED_NAME = 'debian';

/** Hosts that are enrolled over the wire, beside the fleet: as many as the first enrolment line is good for. */
export const AGENTS = 100;

/** `BENCH_HOSTS`, for a quick run. */
export function hostsWanted(): number {
  const given = process.env['BENCH_HOSTS'];
  if (given === undefined || given === '') return HOSTS_DEFAULT;
  const hosts = Number(given);
  // Every image needs a few hosts of its own, and the steps some thousand that they may change.
  if (!Number.isSafeInteger(hosts) || hosts < 4000) throw new Error('BENCH_HOSTS is a number of at least 4000');
  return hosts;
}

export const hostIdAt = (place: number): string => `host-${String(place).padStart(6, '0')}`;
