// Laying hosts over as few waves as the limits allow.
//
// Without groups, and with every host in at most one cluster, the number of waves is the fewest possible: hosts are
// dealt cluster by cluster to the emptiest of L waves, L being the lower bound, so a cluster of n spreads to at most
// ceil(n / L) per wave, which is within its limit, and a wave gets at most ceil(all / L) hosts.
// With several clusters per host or with groups the question is as hard as colouring a graph. The same dealing, and
// then dissolving waves whose hosts fit elsewhere, needed one wave more than an exhaustive search in about one of a
// thousand small fleets and never two (packing.test.ts); it can never need more than 1 + the waves that a host's
// clusters, its group and the limit for all can fill without it.
// A carrier takes its guests' places as well, and is never in one wave with one of them; one whose guests are more than may be
// away at once gets a wave of its own, since it could never go otherwise.

import type { HostId } from '../../ids/index.ts';
import { byText } from './text-order.ts';

export interface PackedHost {
  readonly hostId: HostId;
  readonly group: string | null;
  readonly clusters: readonly string[];
  /** Its carriers and its guests: never in one wave with it. Absent: none. */
  readonly apart?: ReadonlySet<HostId>;
  /** Of the guests that are shut down with it: how many are planned themselves, and a name for each place in a cluster. */
  readonly along?: { readonly planned: number; readonly clusters: readonly string[] };
}

export interface WaveLimits {
  /** Hosts of one wave. */
  readonly awayMax: number;
  /** Members that may go at once, per cluster: its limit less those that are away already. At least 1. */
  readonly clusterRoom: ReadonlyMap<string, number>;
}

/** A wave being filled. Its group is that of any host in it that has one. */
export interface OpenWave<Host extends PackedHost> {
  readonly hosts: Set<Host>;
  /** Planned hosts that are away with it: its own, and guests that are shut down with them. */
  away: number;
  readonly perCluster: Map<string, number>;
  group: string | null;
}

export const openWave = <Host extends PackedHost>(): OpenWave<Host> => ({
  hosts: new Set(),
  away: 0,
  perCluster: new Map(),
  group: null,
});

/** Waves in the order of their groups, those without one last; as few as are found (see the head of this file). */
export function packHosts<Host extends PackedHost>(
  hosts: readonly Host[],
  limits: WaveLimits,
): readonly OpenWave<Host>[] {
  const groups = [...new Set(hosts.flatMap(({ group }) => (group === null ? [] : [group])))].sort(byText);
  const waves: OpenWave<Host>[] = [];
  let fewest = 0;
  for (const group of groups) {
    const members = hosts.filter((host) => host.group === group);
    const own = Array.from({ length: lowerBound(members, limits) }, () => openWave<Host>());
    fewest += own.length;
    deal(mostConstrainedFirst(members, limits), own, limits);
    waves.push(...own);
  }
  // Hosts without a group ride along wherever there is room, those that fit into the fewest waves first.
  const free = hosts.filter(({ group }) => group === null);
  fewest = Math.max(fewest, lowerBound(hosts, limits));
  if (groups.length === 0) for (let count = 0; count < fewest; count++) waves.push(openWave());
  deal(groups.length === 0 ? mostConstrainedFirst(free, limits) : fewestWaysFirst(free, waves, limits), waves, limits);
  while (waves.length > fewest && dissolveOne(waves, limits));
  return waves
    .map((wave, index) => ({ wave, index }))
    .sort((a, b) => byGroup(a.wave.group, b.wave.group) || a.index - b.index)
    .map(({ wave }) => wave);
}

export const fits = <Host extends PackedHost>(wave: OpenWave<Host>, host: Host, limits: WaveLimits): boolean =>
  (wave.hosts.size === 0 || wave.away + awayWith(host) <= limits.awayMax) &&
  (host.group === null || wave.group === null || wave.group === host.group) &&
  hasRoom(wave, host, limits) &&
  (host.apart === undefined || ![...wave.hosts].some(({ hostId }) => host.apart?.has(hostId)));

const awayWith = ({ along }: PackedHost): number => 1 + (along?.planned ?? 0);

/** A name for each place. */
const placesOf = ({ clusters, along }: PackedHost): readonly string[] =>
  along === undefined ? clusters : [...clusters, ...along.clusters];

const hasRoom = <Host extends PackedHost>(wave: OpenWave<Host>, host: Host, { clusterRoom }: WaveLimits): boolean => {
  const has = (name: string, places: number): boolean =>
    (wave.perCluster.get(name) ?? 0) + places <= (clusterRoom.get(name) ?? 0);
  if (host.along === undefined) return host.clusters.every((name) => has(name, 1));
  return [...Map.groupBy(placesOf(host), (name) => name)].every(([name, places]) => has(name, places.length));
};

export function put<Host extends PackedHost>(wave: OpenWave<Host>, host: Host): void {
  wave.hosts.add(host);
  wave.away += awayWith(host);
  wave.group ??= host.group;
  for (const name of placesOf(host)) wave.perCluster.set(name, (wave.perCluster.get(name) ?? 0) + 1);
}

function take<Host extends PackedHost>(wave: OpenWave<Host>, host: Host): void {
  wave.hosts.delete(host);
  wave.away -= awayWith(host);
  for (const name of placesOf(host)) wave.perCluster.set(name, (wave.perCluster.get(name) ?? 0) - 1);
  if (host.group !== null && ![...wave.hosts].some(({ group }) => group !== null)) wave.group = null;
}

/** Each host into the emptiest wave that it fits in, or into a new one. */
function deal<Host extends PackedHost>(hosts: readonly Host[], waves: OpenWave<Host>[], limits: WaveLimits): void {
  for (const host of hosts) {
    let wave = emptiestFor(host, waves, limits);
    if (wave === null) {
      wave = openWave();
      waves.push(wave);
    }
    put(wave, host);
  }
}

function emptiestFor<Host extends PackedHost>(
  host: Host,
  waves: readonly OpenWave<Host>[],
  limits: WaveLimits,
): OpenWave<Host> | null {
  let best: OpenWave<Host> | null = null;
  for (const wave of waves) {
    if ((best === null || wave.away < best.away) && fits(wave, host, limits)) best = wave;
  }
  return best;
}

/** Empties one wave into the others, smallest first, and drops it; `false` where no wave can be emptied. */
function dissolveOne<Host extends PackedHost>(waves: OpenWave<Host>[], limits: WaveLimits): boolean {
  for (const wave of [...waves].sort((a, b) => a.away - b.away)) {
    const others = waves.filter((other) => other !== wave);
    const moved: { readonly host: Host; readonly to: OpenWave<Host> }[] = [];
    for (const host of wave.hosts) {
      const to = emptiestFor(host, others, limits);
      if (to === null) break;
      put(to, host);
      moved.push({ host, to });
    }
    if (moved.length === wave.hosts.size) {
      waves.splice(waves.indexOf(wave), 1);
      return true;
    }
    for (const { host, to } of moved) take(to, host);
  }
  return false;
}

/** No arrangement needs fewer waves: all that go by the limit for all, each cluster's members by its own. */
function lowerBound(hosts: readonly PackedHost[], limits: WaveLimits): number {
  const places = hosts.reduce((sum, host) => sum + Math.min(limits.awayMax, awayWith(host)), 0);
  let waves = Math.ceil(places / limits.awayMax);
  for (const demand of demandPerCluster(hosts, limits).values()) waves = Math.max(waves, Math.ceil(demand));
  return waves;
}

/** Waves that each cluster's members fill on their own, as a fraction: one division, so that a whole number is exact. */
function demandPerCluster(hosts: readonly PackedHost[], limits: WaveLimits): ReadonlyMap<string, number> {
  const members = new Map<string, number>();
  for (const host of hosts) for (const name of placesOf(host)) members.set(name, (members.get(name) ?? 0) + 1);
  return new Map([...members].map(([name, count]) => [name, count / (limits.clusterRoom.get(name) ?? 1)]));
}

/** The clusters with the least room first, each cluster's members together, so that dealing spreads them evenly. */
function mostConstrainedFirst<Host extends PackedHost>(hosts: readonly Host[], limits: WaveLimits): readonly Host[] {
  const demand = demandPerCluster(hosts, limits);
  const of = (name: string): number => demand.get(name) ?? 0;
  const ranked = hosts.map((host) => {
    const names = [...new Set(placesOf(host))].sort((a, b) => of(b) - of(a) || byText(a, b));
    const tightest = names[0] ?? '';
    return { host, tightest, demand: of(tightest), all: names.reduce((sum, name) => sum + of(name), 0) };
  });
  ranked.sort(
    (a, b) =>
      b.demand - a.demand || byText(a.tightest, b.tightest) || b.all - a.all || byText(a.host.hostId, b.host.hostId),
  );
  return ranked.map(({ host }) => host);
}

function fewestWaysFirst<Host extends PackedHost>(
  hosts: readonly Host[],
  waves: readonly OpenWave<Host>[],
  limits: WaveLimits,
): readonly Host[] {
  return mostConstrainedFirst(hosts, limits)
    .map((host, index) => ({ host, index, ways: waves.filter((wave) => fits(wave, host, limits)).length }))
    .sort((a, b) => a.ways - b.ways || a.index - b.index)
    .map(({ host }) => host);
}

const byGroup = (a: string | null, b: string | null): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return byText(a, b);
};
