// What policy, clusters and the window say against a drafted host plan, and what they only want to be known.

import { type Reason, reason } from '../../reasons/index.ts';
import { secondsToBegin } from '../seconds-to-begin.ts';
import { lackingCapability } from './capabilities.ts';
import { goingAlong, groupsGoing } from './carried.ts';
import type { DraftWish, HostDraft } from './draft.ts';
import { type FleetCluster, isAway } from './fleet.ts';
import { guestsForbid } from './guests.ts';
import type { PlanningContext } from './types.ts';
import { rebuiltVersions } from './way-back.ts';

export const conditionAgainst = ({ context, host, inventory }: DraftWish, draft: HostDraft): Reason | null =>
  blockedConffile(draft) ??
  blockedUnproven(context, draft) ??
  refusedWayBack(context, draft) ??
  guestsForbid(context.environment, inventory) ??
  lackingCapability(host, {
    format: inventory.system.packageFormat,
    rules: context.environment,
    plan: draft.hostPlan,
  }) ??
  groupsForbid(context, draft) ??
  clusterForbids(context, draft) ??
  windowForbids(context, draft);

/** With the host's name in their facts, so that one list can serve the whole plan. */
export function notesOn(context: PlanningContext, draft: HostDraft): readonly Reason[] {
  const { conffiles, wayBack } = draft.hostPlan;
  const notes: Reason[] = [];
  for (const { package: name, path, decision } of conffiles) {
    if (decision === 'keep') notes.push(reason('kept-conffile', { path, package: name }));
  }
  if (wayBack.kind !== 'packages') notes.push(wayBack.reason);
  const rebuilt = rebuiltVersions(wayBack).map(({ name, version }) => `${name} ${version}`);
  if (rebuilt.length > 0) notes.push(reason('way-back-rebuilt', { packages: rebuilt.join(', ') }));
  const before = (draft.hostPlan.kernels?.before ?? []).map(({ name, version }) => `${name} ${version}`);
  if (before.length > 0) notes.push(reason('kernels-go-before', { packages: before.join(', ') }));
  const alone = clustersOf(context, draft).find(({ cluster: { members } }) => members.length === 1)?.cluster;
  if (alone !== undefined) notes.push(clusterOfOne(alone, draft));
  return notes.map(({ code, facts }) => ({ code, facts: { ...facts, host: draft.hostPlan.hostname } }));
}

function blockedConffile({ hostPlan }: HostDraft): Reason | null {
  const blocked = hostPlan.conffiles.find(({ decision }) => decision === 'block');
  return blocked === undefined ? null : reason('conffile-blocked', { path: blocked.path, package: blocked.package });
}

function blockedUnproven({ environment }: PlanningContext, { unproven }: HostDraft): Reason | null {
  const [first] = unproven;
  if (first === undefined || environment.unproven !== 'block') return null;
  const [name = '', , version = ''] = first.split('/');
  return reason('unproven', { package: name, version });
}

const refusedWayBack = ({ environment }: PlanningContext, { hostPlan }: HostDraft): Reason | null =>
  hostPlan.wayBack.kind === 'none' && environment.wayBackProof === 'required' ? hostPlan.wayBack.reason : null;

function groupsForbid({ fleet, input }: PlanningContext, { hostPlan }: HostDraft): Reason | null {
  const groups = groupsGoing(fleet.carried, input, hostPlan);
  return groups.length > 1 ? reason('carrier-takes-groups', { groups: groups.join(', ') }) : null;
}

function clusterForbids(context: PlanningContext, draft: HostDraft): Reason | null {
  for (const { cluster, going } of clustersOf(context, draft)) {
    if (cluster.members.length === 1 && context.environment.clusterOfOne === 'refused') {
      return clusterOfOne(cluster, draft);
    }
    const { name, awayMax, away } = cluster;
    if (away + going <= awayMax) continue;
    return going < 2
      ? reason('cluster-limit-impossible', { cluster: name, limit: awayMax, away })
      : reason('carrier-takes-too-many', { cluster: name, going, limit: awayMax, away });
  }
  return null;
}

const clusterOfOne = ({ name }: FleetCluster, { hostPlan }: HostDraft): Reason =>
  reason('cluster-of-one', { cluster: name, seconds: hostPlan.expectedSeconds });

function windowForbids(
  { ahead, secondsLeftMax, environment }: PlanningContext,
  { hostPlan }: HostDraft,
): Reason | null {
  if (ahead.length === 0) return reason('no-occurrence', { environment: environment.name });
  const needed = secondsToBegin(hostPlan, ahead);
  return needed <= secondsLeftMax ? null : reason('window-too-short', { needed, left: secondsLeftMax });
}

/** Every cluster that it takes somebody from, with how many of those are there now: whoever is away already has its place. */
const clustersOf = (
  { fleet }: PlanningContext,
  { hostPlan }: HostDraft,
): readonly { readonly cluster: FleetCluster; readonly going: number }[] => {
  const along = goingAlong(fleet.carried, hostPlan).map((host) => ({
    clusters: fleet.membershipOf(host.labels).clusters,
    goes: isAway(host) ? 0 : 1,
  }));
  const goers = [{ clusters: hostPlan.clusters, goes: 1 }, ...along];
  return [...new Set(goers.flatMap(({ clusters }) => clusters))].flatMap((name) => {
    const cluster = fleet.clusters.get(name);
    const going = goers.reduce((sum, { clusters, goes }) => sum + (clusters.includes(name) ? goes : 0), 0);
    return cluster === undefined ? [] : [{ cluster, going }];
  });
};
