// What people believe of an occurrence: by what they were told of it, in its order. What holds still is no news; what does
// not hold any more is to be called off.

import type { HostId } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';

/** One thing told of an occurrence. */
export interface ToldOfWindow {
  readonly kind: 'announced' | 'called-off';
  readonly at: Instant;
  readonly endsAt: Instant;
  readonly hosts: readonly HostId[];
}

/** The oldest first. A host of which nothing was told, or all called off, is not in it. */
export const believedOf = <Told extends ToldOfWindow>(told: readonly Told[]): ReadonlyMap<HostId, Told> => {
  const believed = new Map<HostId, Told>();
  for (const one of told) {
    for (const hostId of one.hosts) {
      if (one.kind === 'announced') believed.set(hostId, one);
      else believed.delete(hostId);
    }
  }
  return believed;
};

/** Hosts of which people do not know, or not since then, or not with this end. */
export const unknownHosts = (
  believed: ReadonlyMap<HostId, ToldOfWindow>,
  hosts: readonly HostId[],
  { since, endsAt }: { readonly since: Instant; readonly endsAt: Instant },
): readonly HostId[] =>
  hosts.filter((hostId) => {
    const told = believed.get(hostId);
    return told === undefined || told.at < since || told.endsAt !== endsAt;
  });

/**
 * Hosts of which people believe what is not so any more. Who has had its turn is one of them only where none is left to
 * come: that a host is done is said by its rollout, and that a whole window falls away by nobody else.
 */
export const hostsCalledOff = (
  believed: ReadonlyMap<HostId, ToldOfWindow>,
  now: { readonly coming: ReadonlySet<HostId>; readonly turned: ReadonlySet<HostId> },
): readonly HostId[] => {
  const gone = [...believed.keys()].filter((hostId) => !now.coming.has(hostId));
  const isAnyLeft = gone.length < believed.size;
  return (isAnyLeft ? gone.filter((hostId) => !now.turned.has(hostId)) : gone).toSorted();
};
