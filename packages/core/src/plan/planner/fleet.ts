// Who belongs together: the hosts of the planned policy, all of its environment, the clusters with all their members, and who of them is away already.

import type { HostId } from '../../ids/index.ts';
import { environmentOf, isOfPlace, type PolicyPlace } from '../../policy/index.ts';
import type { ReasonCode } from '../../reasons/index.ts';
import type { HostForPlanning, PlanningInput } from '../types.ts';
import { type Carried, carriedIn } from './carried.ts';
import { type Membership, memberships } from './membership.ts';
import { byText } from './text-order.ts';

export interface Fleet {
  /** Of the policy that is planned, sorted by id. */
  readonly hosts: readonly HostForPlanning[];
  /** Of its environment, whatever their policy, sorted by id: groups take turns in all of it. */
  readonly ofEnvironment: readonly HostForPlanning[];
  /** By name. */
  readonly clusters: ReadonlyMap<string, FleetCluster>;
  /** Of all environments: a guest need not be of its carrier's. */
  readonly carried: Carried;
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
  'unknown-attempt',
  'way-back-failed',
]);

export const isAway = ({ busy }: Pick<HostForPlanning, 'busy'>): boolean => busy !== null && AWAY.has(busy.code);

export const placeOf = ({ environment, policyName = null }: PlanningInput): PolicyPlace => ({
  environment,
  policyName,
});

export function fleetOf(input: PlanningInput): Fleet {
  const { hosts, policy, environment } = input;
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
      if (isAway(host)) cluster.away += 1;
    }
  }
  const ofEnvironment = sorted.filter(({ labels }) => environmentOf(labels, policy)?.name === environment);
  const place = placeOf(input);
  return {
    hosts: ofEnvironment.filter(({ labels }) => isOfPlace(labels, policy, place)),
    ofEnvironment,
    clusters,
    carried: carriedIn(sorted),
    membershipOf,
  };
}
