// Guests that are hosts, read a second time and another way on purpose: from each guest to whoever may be it.

import type { HostId } from '../../ids/index.ts';
import type { HostForPlanning, PlanningInput } from '../types.ts';

/** Of each host, all that it carries, through however many carriers. */
export type Burden = ReadonlyMap<HostId, ReadonlySet<HostId>>;

export function burdenIn({ hosts }: Pick<PlanningInput, 'hosts'>): Burden {
  const byId = new Map(hosts.map((host) => [host.hostId, host]));
  const own = new Map<string, HostForPlanning[]>();
  for (const host of hosts) {
    const { machineIdDigest, productUuidDigest } = host.inventory?.system ?? {};
    for (const id of [machineIdDigest, productUuidDigest]) {
      if (id !== undefined) own.set(id, [...(own.get(id) ?? []), host]);
    }
  }
  const direct = (hostId: HostId): readonly HostId[] => {
    const look = byId.get(hostId)?.inventory?.guests;
    if (look?.kind !== 'known') return [];
    const up = look.guests.filter(({ state }) => state === 'running' || state === 'paused');
    return up.flatMap((guest) => own.get(guest.machineIdDigest ?? '') ?? []).map((host) => host.hostId);
  };
  const all = (hostId: HostId, seen: Set<HostId>): Set<HostId> => {
    for (const guest of direct(hostId)) {
      if (seen.has(guest)) continue;
      seen.add(guest);
      all(guest, seen);
    }
    return seen;
  };
  const carriers = hosts.filter(({ inventory }) => inventory?.guests?.kind === 'known');
  return new Map(
    carriers.flatMap(({ hostId }) => {
      const burden = all(hostId, new Set());
      burden.delete(hostId);
      return burden.size === 0 ? [] : [[hostId, burden] as const];
    }),
  );
}
