// Guests that are hosts themselves: what a carrier tells of a guest, held against what hosts tell of themselves (docs/adr/0054).
// A tie only ever holds back. Where it cannot be told whose a guest is, every host that it may be counts.

import type { Digest, HostId } from '../ids/index.ts';
import type { Guest, GuestName } from './types.ts';

/** What a host tells of itself. */
interface TiedHost {
  readonly hostId: HostId;
  /** By which a carrier may know it. */
  readonly ids: readonly Digest[];
}

/** What a host tells of its guests. */
export interface Carrier {
  readonly hostId: HostId;
  readonly guests: readonly Guest[];
}

export interface GuestTie extends GuestName {
  readonly carrier: HostId;
  readonly guest: HostId;
  /** `false`: the guest may be another host as well, or another carrier tells the same. */
  readonly isOnly: boolean;
}

/** In the order of the carriers and their guests. A guest that is down goes nowhere with its carrier. */
export const tieGuests = (hosts: readonly TiedHost[], carriers: readonly Carrier[]): readonly GuestTie[] => {
  const told = carriers.flatMap(({ hostId: carrier, guests }) =>
    guests.flatMap(({ kind, name, state, machineIdDigest: id }) =>
      state === 'stopped' || id === null ? [] : [{ carrier, kind, name, id }],
    ),
  );
  const wanted = new Set(told.map(({ id }) => id));
  const owners = new Map<Digest, HostId[]>();
  for (const { hostId, ids } of hosts) {
    for (const id of new Set(ids)) if (wanted.has(id)) owners.set(id, [...(owners.get(id) ?? []), hostId]);
  }
  const ties = told.flatMap(({ carrier, kind, name, id }) => {
    // A container with its carrier's own machine id is a copy of its root, and not its carrier.
    const found = (owners.get(id) ?? []).filter((guest) => guest !== carrier);
    return found.map((guest) => ({ carrier, guest, kind, name, isOnly: found.length === 1 }));
  });
  const carriersOf = Map.groupBy(ties, ({ guest }) => guest);
  return ties.map((tie) => {
    const others = (carriersOf.get(tie.guest) ?? []).some(({ carrier }) => carrier !== tie.carrier);
    return others ? { ...tie, isOnly: false } : tie;
  });
};

/** All that each carrier takes along, its guests' guests included. Sorted. */
export const carriedHosts = (
  ties: readonly Pick<GuestTie, 'carrier' | 'guest'>[],
): ReadonlyMap<HostId, readonly HostId[]> => {
  const direct = Map.groupBy(ties, ({ carrier }) => carrier);
  return new Map(
    [...direct.keys()].map((carrier) => {
      // Two hosts that each say to carry the other end here as well.
      const found = new Set<HostId>([carrier]);
      for (const host of found) for (const { guest } of direct.get(host) ?? []) found.add(guest);
      found.delete(carrier);
      return [carrier, [...found].sort()];
    }),
  );
};
