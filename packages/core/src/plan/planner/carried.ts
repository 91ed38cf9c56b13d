// Hosts that are guests of others, for the planner: who is never away in the same wave as whom, and whom a carrier takes along
// (docs/adr/0054).

import { carriedHosts, type GuestTie, tieGuests } from '../../guest/index.ts';
import type { Digest, HostId } from '../../ids/index.ts';
import { identities, type SystemFacts } from '../../inventory/index.ts';
import { environmentOf, groupOf } from '../../policy/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { HostForPlanning, HostPlan, PlanningInput, PlanningReport } from '../types.ts';
import { byText } from './text-order.ts';

export interface Carried {
  readonly ties: readonly GuestTie[];
  /** By carrier, its guests' guests included. */
  readonly guests: ReadonlyMap<HostId, readonly HostForPlanning[]>;
  /** By host, its carriers and its guests. */
  readonly apart: ReadonlyMap<HostId, ReadonlySet<HostId>>;
}

export function carriedIn(hosts: readonly HostForPlanning[]): Carried {
  const ties = tieGuests(
    hosts.map(({ hostId, inventory }) => ({ hostId, ids: idsOf(inventory?.system) })),
    hosts.flatMap(({ hostId, inventory }) =>
      inventory?.guests?.kind === 'known' ? [{ hostId, guests: inventory.guests.guests }] : [],
    ),
  );
  const byId = new Map(hosts.map((host) => [host.hostId, host]));
  const carried = carriedHosts(ties);
  const apart = new Map<HostId, Set<HostId>>();
  const keep = (one: HostId, other: HostId): void => void apart.set(one, (apart.get(one) ?? new Set()).add(other));
  for (const [carrier, guests] of carried) {
    for (const guest of guests) {
      keep(carrier, guest);
      keep(guest, carrier);
    }
  }
  return {
    ties,
    guests: new Map([...carried].map(([carrier, guests]) => [carrier, guests.flatMap((one) => byId.get(one) ?? [])])),
    apart,
  };
}

/** One host's broken data leaves out that host (make-plan), and nobody else. */
const idsOf = (system: SystemFacts | undefined): readonly Digest[] => (system === undefined ? [] : identities(system));

type Going = Pick<HostPlan, 'hostId' | 'guests'>;

/** Who is shut down with it: whoever is moved, or left, serves on. */
export const goingAlong = ({ guests }: Carried, { hostId, guests: rules }: Going): readonly HostForPlanning[] =>
  rules?.choice === 'stop' ? (guests.get(hostId) ?? []) : [];

/** Of the planned environment, of all that go: more than one, and it never can. Sorted. */
export const groupsGoing = (
  carried: Carried,
  { policy, environment }: Pick<PlanningInput, 'policy' | 'environment'>,
  hostPlan: Going & Pick<HostPlan, 'group'>,
): readonly string[] => {
  const groups = goingAlong(carried, hostPlan).flatMap(({ labels }) =>
    environmentOf(labels, policy)?.name === environment ? (groupOf(labels) ?? []) : [],
  );
  return [...new Set([...(hostPlan.group === null ? [] : [hostPlan.group]), ...groups])].sort(byText);
};

/** For whoever judges a start: by then a look at guests may be lost. */
export const carriedWith = (
  { guests }: Carried,
  planned: readonly Pick<HostPlan, 'hostId'>[],
): NonNullable<PlanningReport['carried']> =>
  planned.flatMap(({ hostId: carrier }) => {
    const its = (guests.get(carrier) ?? []).map(({ hostId }) => hostId);
    return its.length === 0 ? [] : [{ carrier, guests: its }];
  });

/** What people should know about carriers and guests that are planned. */
export function carriedNotes(
  { ties, guests }: Carried,
  hosts: readonly HostForPlanning[],
  planned: readonly Pick<HostPlan, 'hostId' | 'hostname' | 'guests'>[],
): readonly Reason[] {
  const names = new Map(hosts.map(({ hostId, hostname }) => [hostId, hostname]));
  const touched = new Set(planned.map(({ hostId }) => hostId));
  const told = planned.flatMap(({ hostId, hostname: carrier, guests: rules }) => {
    const hostnames = (guests.get(hostId) ?? []).map(({ hostname }) => hostname);
    if (hostnames.length === 0) return [];
    const facts = { carrier, guests: hostnames.join(', ') };
    return [rules?.choice === 'stop' ? reason('carrier-takes-guests', facts) : reason('carrier-spares-guests', facts)];
  });
  const unclear = ties
    .filter(({ isOnly, carrier, guest }) => !isOnly && (touched.has(carrier) || touched.has(guest)))
    .map(({ carrier, guest, name }) =>
      reason('guest-unclear', {
        guest: name,
        carrier: names.get(carrier) ?? carrier,
        host: names.get(guest) ?? guest,
      }),
    );
  return [...told, ...unclear];
}
