// What a carrier takes along: hosts of ours that are its guests (docs/adr/0054).

import type { HostId } from '../ids/index.ts';
import { frozenGroups, type HostPlan, type PlanHeader } from '../plan/index.ts';
import type { AwayHost, CarriedHosts, Lease, LeasedGuests } from './types.ts';

/** In the groups that were approved, as everybody who is away. `null`: nobody is known to go along. */
export const guestsGoing = (options: {
  readonly hostPlan: Pick<HostPlan, 'hostId' | 'hostname' | 'guests'>;
  readonly header: PlanHeader;
  readonly carried: CarriedHosts | undefined;
}): LeasedGuests | null => {
  const { hostPlan, header, carried } = options;
  const hosts = carried?.get(hostPlan.hostId) ?? [];
  if (hosts.length === 0) return null;
  const groups = frozenGroups(header.bounds);
  const planned = new Set<HostId>(header.bounds.hosts);
  return {
    carrier: hostPlan.hostname,
    meanwhile: hostPlan.guests?.choice === 'stop' ? 'down' : 'up',
    hosts: hosts.map((host) => {
      const frozen = groups.get(host.hostId);
      const { environment } = header;
      const isPlanned = planned.has(host.hostId);
      return frozen === undefined ? { ...host, isPlanned } : { ...host, environment, group: frozen, isPlanned };
    }),
  };
};

/** Whoever one of them tells: a look at guests that was lost, or that sees fewer, takes nothing back. */
export const carriedByEither = (one: CarriedHosts, other: CarriedHosts): CarriedHosts => {
  const both = new Map(one);
  for (const [carrier, guests] of other) {
    const known = both.get(carrier) ?? [];
    const more = guests.filter(({ hostId }) => !known.some((its) => its.hostId === hostId));
    both.set(
      carrier,
      [...known, ...more].toSorted((a, b) => (a.hostId < b.hostId ? -1 : 1)),
    );
  }
  return both;
};

/** Who is shut down with its carrier. */
export const goingDown = (guests: LeasedGuests | null | undefined): LeasedGuests['hosts'] =>
  guests?.meanwhile === 'down' ? guests.hosts : [];

/** How a lease counts against everybody else: the host's own place, and those of whoever is shut down with it. */
export const awayByLease = (
  lease: Pick<Lease, 'hostId' | 'rolloutId' | 'environment' | 'group' | 'clusters' | 'guests'>,
  because: 'lease' | 'lost',
): readonly AwayHost[] => {
  const { guests, rolloutId } = lease;
  const { hostId, environment, group, clusters } = lease;
  const own: AwayHost = { hostId, environment, group, clusters, because, rolloutId };
  if (guests === undefined) return [own];
  const { carrier } = guests;
  return [
    { ...own, carries: { hostname: carrier, guests: guests.hosts.map((guest) => guest.hostId) } },
    ...goingDown(guests).map((going) => {
      const { hostname: _, isPlanned, ...guest } = going;
      return { ...guest, because: 'carrier' as const, rolloutId: isPlanned ? rolloutId : null, carrier };
    }),
  ];
};
