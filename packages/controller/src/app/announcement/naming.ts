// How a message names hosts and times: by their names, and by the clock of the window that is theirs.

import { localTextOf, type Occurrence } from '@slipway/core/calendar';
import { asDigest, type HostId } from '@slipway/core/ids';
import type { AnnouncedHost, AnnouncedTime } from '@slipway/core/notice';
import type { HostPlan } from '@slipway/core/plan';
import { rulesAt } from '@slipway/core/policy';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** Named in the message; the plan has all of them. */
const HOSTS_NAMED_MAX = 200;

export const timeOf = async (
  { ports: { zones } }: App,
  { plans }: StoreView,
  { header: { environment }, policyName = null }: StoredPlan,
  occurrence: Occurrence,
): Promise<AnnouncedTime> => {
  const policy = (await plans.policy())?.value;
  const window = policy === undefined ? undefined : rulesAt(policy, { environment, policyName })?.window;
  const zone = window !== undefined && 'zone' in window ? window.zone : null;
  const known = zone === null ? null : zones.rulesOf(zone);
  if (zone === null || known === null) return { occurrence, local: null };
  const { startsAt, endsAt } = occurrence;
  return {
    occurrence,
    local: { zone, startsAt: localTextOf(known, startsAt), endsAt: localTextOf(known, endsAt) },
  };
};

export const hostsNamed = async (
  { fleet, plans }: StoreView,
  plan: string,
  hosts: readonly HostId[],
): Promise<{ readonly hosts: readonly AnnouncedHost[]; readonly hostsInAll: number }> => {
  const wanted = new Set(hosts);
  const its = (await plans.hostPlans(asDigest(plan))).filter(({ hostId }) => wanted.has(hostId));
  const named: AnnouncedHost[] = [];
  for (const { hostId, hostname, clusters } of its.toSorted(byHostname).slice(0, HOSTS_NAMED_MAX)) {
    const owner = (await fleet.host(hostId))?.value.labels['owner'] ?? null;
    named.push({ hostname, services: clusters, owner });
  }
  return { hosts: named, hostsInAll: hosts.length };
};

const byHostname = (a: HostPlan, b: HostPlan): number => (a.hostname < b.hostname ? -1 : 1);
