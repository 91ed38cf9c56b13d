// What policy, clusters and the window say against a drafted host plan, and what they only want to be known.

import type { Inventory } from '../../inventory/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import { lackingCapability } from './capabilities.ts';
import type { HostDraft } from './draft.ts';
import type { FleetCluster } from './fleet.ts';
import type { PlanningContext } from './types.ts';

export const conditionAgainst = (context: PlanningContext, draft: HostDraft, inventory: Inventory): Reason | null =>
  blockedConffile(draft) ??
  blockedUnproven(context, draft) ??
  refusedWayBack(context, draft) ??
  lackingCapability(draft.host, inventory.system.packageFormat, draft.content) ??
  clusterForbids(context, draft) ??
  windowForbids(context, draft);

/** With the host's name in their facts, so that one list can serve the whole plan. */
export function notesOn(context: PlanningContext, draft: HostDraft): readonly Reason[] {
  const { conffiles, wayBack } = draft.content;
  const notes: Reason[] = [];
  for (const { package: name, path, decision } of conffiles) {
    if (decision === 'keep') notes.push(reason('kept-conffile', { path, package: name }));
  }
  if (wayBack.kind === 'none') notes.push(wayBack.reason);
  const alone = clustersOf(context, draft).find(({ members }) => members.length === 1);
  if (alone !== undefined) notes.push(clusterOfOne(alone, draft));
  return notes.map(({ code, facts }) => reason(code, { ...facts, host: draft.host.hostname }));
}

function blockedConffile({ content }: HostDraft): Reason | null {
  const blocked = content.conffiles.find(({ decision }) => decision === 'block');
  return blocked === undefined ? null : reason('conffile-blocked', { path: blocked.path, package: blocked.package });
}

function blockedUnproven({ environment }: PlanningContext, { unproven }: HostDraft): Reason | null {
  const [first] = unproven;
  if (first === undefined || environment.unproven !== 'block') return null;
  const [name = '', , version = ''] = first.split('/');
  return reason('unproven', { package: name, version });
}

const refusedWayBack = ({ environment }: PlanningContext, { content }: HostDraft): Reason | null =>
  content.wayBack.kind === 'none' && environment.wayBackProof === 'required' ? content.wayBack.reason : null;

function clusterForbids(context: PlanningContext, draft: HostDraft): Reason | null {
  for (const cluster of clustersOf(context, draft)) {
    if (cluster.members.length === 1 && context.environment.clusterOfOne === 'refused') {
      return clusterOfOne(cluster, draft);
    }
    if (cluster.away >= cluster.awayMax) {
      const { name, awayMax, away } = cluster;
      return reason('cluster-limit-impossible', { cluster: name, limit: awayMax, away });
    }
  }
  return null;
}

const clusterOfOne = ({ name }: FleetCluster, { content }: HostDraft): Reason =>
  reason('cluster-of-one', { cluster: name, seconds: content.expectedSeconds });

function windowForbids({ ahead, secondsLeftMax, environment }: PlanningContext, { content }: HostDraft): Reason | null {
  if (ahead.length === 0) return reason('no-occurrence', { environment: environment.name });
  const needed = content.expectedSeconds + content.wayBackSeconds;
  const left = secondsLeftMax;
  return needed <= left ? null : reason('window-too-short', { needed, left });
}

const clustersOf = ({ fleet }: PlanningContext, { content }: HostDraft): readonly FleetCluster[] =>
  content.clusters.flatMap((name) => fleet.clusters.get(name) ?? []);
