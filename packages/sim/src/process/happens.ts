// What happens in these months and nobody of the process does: vendors publish new versions, hosts are off for some hours.

import { addSeconds, type Instant } from '@slipway/core/time';
import type { PlacedHost } from '../fleet/index.ts';
import type { Random } from '../random/index.ts';
import type { Archive } from '../world/index.ts';
import { FIRST_VERSION, PACKAGES } from './fleet.ts';

export interface Appointment {
  readonly at: Instant;
  readonly what: string;
  keep(): Promise<void>;
}

const HOUR = 3600;
const DAY = 24 * HOUR;
/** About as often as a small set of packages gets a security update. */
const DAYS_BETWEEN_UPDATES = { low: 2, high: 6 };
/** Of all hosts: so many go off in a month, for a disk, a move, a person's mistake. */
const OFF_PER_MONTH = 0.05;
const OFF_HOURS = { low: 2, high: 30 };

export const publications = (options: {
  readonly from: Instant;
  readonly until: Instant;
  readonly random: Random;
  readonly archive: Archive;
  /** `name version`, and when it came. */
  readonly published: Map<string, Instant>;
}): readonly Appointment[] => {
  const { from, until, random, archive, published } = options;
  const counts = new Map<string, number>();
  const found: Appointment[] = [];
  let at = addSeconds(from, HOUR);
  while (at < until) {
    const name = PACKAGES[random.between(0, PACKAGES.length - 1)] ?? 'openssl';
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const version = `${FIRST_VERSION}+deb12u${count}`;
    const publishedAt = at;
    found.push({
      at,
      what: `${name} ${version} is published`,
      keep: async () => {
        archive.publish(name, version);
        published.set(`${name} ${version}`, publishedAt);
      },
    });
    at = addSeconds(at, random.between(DAYS_BETWEEN_UPDATES.low * DAY, DAYS_BETWEEN_UPDATES.high * DAY));
  }
  return found;
};

export const absences = (options: {
  readonly from: Instant;
  readonly until: Instant;
  readonly random: Random;
  readonly hosts: readonly PlacedHost[];
}): readonly Appointment[] => {
  const { from, until, random, hosts } = options;
  const seconds = (Date.parse(until) - Date.parse(from)) / 1000;
  const times = Math.round((seconds / (30 * DAY)) * OFF_PER_MONTH * hosts.length);
  return Array.from({ length: times }, () => {
    const host = hosts[random.between(0, hosts.length - 1)];
    if (host === undefined) return [];
    const at = addSeconds(from, random.between(0, seconds));
    const back = addSeconds(at, random.between(OFF_HOURS.low * HOUR, OFF_HOURS.high * HOUR));
    const turn = (lineDown: boolean) => async () => {
      host.condition.lineDown = lineDown;
    };
    return [
      { at, what: `${host.spec.hostname} is not to be reached`, keep: turn(true) },
      { at: back, what: `${host.spec.hostname} is back`, keep: turn(false) },
    ];
  }).flat();
};
