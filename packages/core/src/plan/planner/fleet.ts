// Who belongs together: the environment's hosts, the clusters with all their members, and who of them is away already.

import type { HostId } from '../../ids/index.ts';
import { environmentOf } from '../../policy/index.ts';
import type { ReasonCode } from '../../reasons/index.ts';
import type { HostForPlanning, PlanningInput } from '../types.ts';
import { type Membership, memberships } from './membership.ts';
import { byText } from './text-order.ts';

export interface Fleet {
  /** Of the environment that is planned, sorted by id. */
  readonly hosts: readonly HostForPlanning[];
  /** By name. */
  readonly clusters: ReadonlyMap<string, FleetCluster>;
  /** What policy says of a host by its labels. */
  membershipOf(labels: HostForPlanning['labels']): Membership;
}

export interface FleetCluster {
  readonly name: string;
  readonly awayMax: number;
  /** Every member, of whatever environment and whether planned or not. Sorted. */
  readonly members: readonly HostId[];
  /** Members that are away already and are not in this plan. */
  readonly away: number;
}

/** Why a host is not known to serve right now; one that is only busy elsewhere takes its lease when its turn comes. */
const AWAY: ReadonlySet<ReasonCode> = new Set([
  'host-unreachable',
  'host-never-reported',
  'host-lost',
  'left-isolated',
  'way-back-failed',
]);

export function fleetOf({ hosts, policy, environment }: PlanningInput): Fleet {
  const sorted = hosts.toSorted((a, b) => byText(a.hostId, b.hostId));
  const membershipOf = memberships(policy);
  const clusters = new Map(
    policy.clusters.map(({ name, awayMax }) => [name, { name, awayMax, members: [] as HostId[], away: 0 }]),
  );
  for (const host of sorted) {
    for (const name of membershipOf(host.labels).clusters) {
      const cluster = clusters.get(name);
      if (cluster === undefined) continue;
      cluster.members.push(host.hostId);
      if (host.busy !== null && AWAY.has(host.busy.code)) cluster.away += 1;
    }
  }
  return {
    hosts: sorted.filter(({ labels }) => environmentOf(labels, policy)?.name === environment),
    clusters,
    membershipOf,
  };
}
