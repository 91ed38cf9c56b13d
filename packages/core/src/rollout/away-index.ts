// Who is away, by everything that a lease is judged on: a decision over ten thousand hosts asks thousands of times.

import type { HostId, RolloutId } from '../ids/index.ts';
import type { AwayHost } from './types.ts';

/** Grows only, by {@link addAway}. Sets, since a host may be away for several causes and still is one host. */
export interface AwayIndex {
  readonly byHost: Map<HostId, AwayHost[]>;
  readonly byCluster: Map<string, Set<HostId>>;
  /** Its own hosts alone, with those of them that were shut down with one of them. */
  readonly leasedBy: Map<RolloutId, Set<HostId>>;
  /** Hosts whose carrier is at it, to its name. */
  readonly carriers: Map<HostId, string>;
  /** Environment to the groups that have a host away in it. */
  readonly groups: Map<string, Set<string>>;
}

export const indexAway = (away: readonly AwayHost[]): AwayIndex => {
  const index: AwayIndex = {
    byHost: new Map(),
    byCluster: new Map(),
    leasedBy: new Map(),
    carriers: new Map(),
    groups: new Map(),
  };
  for (const host of away) addAway(index, host);
  return index;
};

export const addAway = (index: AwayIndex, host: AwayHost): void => {
  const { hostId, environment, group, rolloutId } = host;
  index.byHost.set(hostId, [...(index.byHost.get(hostId) ?? []), host]);
  for (const cluster of host.clusters) add(index.byCluster, cluster, hostId);
  if (group !== null) add(index.groups, environment, group);
  if (rolloutId !== null && (isLease(host) || host.because === 'carrier')) add(index.leasedBy, rolloutId, hostId);
  for (const guest of host.carries?.guests ?? []) index.carriers.set(guest, host.carries?.hostname ?? hostId);
};

export const isLeaseOf = (host: AwayHost, rolloutId: RolloutId): boolean =>
  host.rolloutId === rolloutId && isLease(host);

/** Held or, once silent, lost: a lease either way. */
export const isLease = ({ because }: AwayHost): boolean => because === 'lease' || because === 'lost';

const add = <Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void => {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
};
