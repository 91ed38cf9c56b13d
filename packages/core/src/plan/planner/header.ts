// The header: what is approved and signed, over the host plans that it ties together.

import type { Occurrence } from '../../calendar/index.ts';
import { digestOf, merkleRoot } from '../../document/index.ts';
import type { HostId } from '../../ids/index.ts';
import type { ApprovalRule } from '../../policy/index.ts';
import { secondsToBegin } from '../seconds-to-begin.ts';
import type { AllowedChanges, Bounds, ClusterLimit, HostPlan, Plan, PlanHeader, Wave } from '../types.ts';
import { readsLabels } from './capabilities.ts';
import { goingAlong, groupsGoing } from './carried.ts';
import { isAway } from './fleet.ts';
import { labelledHosts } from './labelled.ts';
import { occurrencesFor, type WaveTime } from './occurrences.ts';
import type { PackedHost } from './packing.ts';
import { templateHost } from './template.ts';
import { byText } from './text-order.ts';
import type { PlanningContext } from './types.ts';
import type { PlannedHost } from './verdict.ts';
import { awayMaxOf, layWaves } from './waves.ts';
import { layWavesBack } from './waves-back.ts';

/** `planned`: at least one, sorted by host id. */
export function planOf(context: PlanningContext, planned: readonly PlannedHost[]): Plan {
  const { environment, sha256 } = context;
  const waves = wavesOf(context, planned);
  const hostPlans = planned.map(({ hostPlan }) => hostPlan);
  const named = planned.map(({ hostPlan, digest }) => ({ hostId: hostPlan.hostId, digest }));
  const header: PlanHeader = {
    schema: 'slipway.plan/1',
    environment: environment.name,
    bounds: boundsOf(context, hostPlans, waves),
    approval: approvalOf(context, planned),
    waves,
    failureBudgetHosts: environment.failureBudgetHosts,
    hostPlansRoot: merkleRoot(
      named.map(({ digest }) => digest),
      sha256,
    ),
    hostPlans: named,
  };
  return { header, digest: digestOf(header, sha256), hostPlans };
}

function wavesOf(context: PlanningContext, planned: readonly PlannedHost[]): readonly Wave[] {
  const { environment, fleet } = context;
  const isCanary = environment.unproven === 'canary';
  const template = templateHost(context);
  const ids = new Set(planned.map(({ hostPlan }) => hostPlan.hostId));
  const hosts = planned.map(({ hostPlan, unproven }) => ({
    ...packedOf(context, hostPlan, ids),
    unproven: isCanary ? unproven : [],
  }));
  const limits = {
    awayMax: awayMaxOf(planned.length, environment.waves.percentMax),
    clusterRoom: new Map([...fleet.clusters.values()].map(({ name, awayMax, away }) => [name, awayMax - away])),
  };
  const { rollback } = context.input;
  if (rollback !== undefined) return layWavesBack({ hosts, waves: rollback.waves, limits, gates: environment.gates });
  return layWaves({
    hosts,
    limits,
    rules: environment.waves,
    templateHost: template,
    gates: environment.gates,
    unprovenSoakSeconds: environment.unprovenSoakMinutes * 60,
  });
}

function packedOf({ fleet, input }: PlanningContext, hostPlan: HostPlan, planned: ReadonlySet<HostId>): PackedHost {
  const { hostId, clusters } = hostPlan;
  const along = goingAlong(fleet.carried, hostPlan);
  const [group = null] = groupsGoing(fleet.carried, input, hostPlan);
  const apart = fleet.carried.apart.get(hostId);
  return {
    hostId,
    group,
    clusters,
    ...(apart === undefined ? {} : { apart }),
    ...(along.length === 0
      ? {}
      : {
          along: {
            planned: along.filter((host) => planned.has(host.hostId)).length,
            // Whoever is away already has its place.
            clusters: along.flatMap((host) => (isAway(host) ? [] : fleet.membershipOf(host.labels).clusters)),
          },
        }),
  };
}

function boundsOf(context: PlanningContext, hostPlans: readonly HostPlan[], waves: readonly Wave[]): Bounds {
  const { input, environment, ahead } = context;
  const waveTimesOf = waveTimes(hostPlans, waves, ahead);
  const spare = input.forOccurrence === undefined ? 'spare' : 'no-spare';
  const occurrences = occurrencesFor({ ahead, waves: waveTimesOf, now: input.now, spare });
  return {
    patchSetDigest: input.patchSetDigest,
    hosts: hostPlans.map(({ hostId }) => hostId),
    changes: allowedChanges(context, hostPlans),
    occurrences,
    clusterLimits: clusterLimits(context, hostPlans),
    awayMax: awayMaxOf(hostPlans.length, environment.waves.percentMax),
    // The window check has left no host without an occurrence.
    expiresAt: occurrences.at(-1)?.endsAt ?? input.now,
    ...labelsOf(context, hostPlans),
  };
}

const labelsOf = (context: PlanningContext, hostPlans: readonly HostPlan[]): Pick<Bounds, 'labels'> => {
  const planned = new Set(hostPlans.map(({ hostId }) => hostId));
  const isRead = context.fleet.hosts.every((host) => !planned.has(host.hostId) || readsLabels(host));
  return isRead ? { labels: labelledHosts(context, planned) } : {};
};

/** Removals by name, and only those that this plan makes: what was allowed and is not needed is not approved. */
function allowedChanges(context: PlanningContext, hostPlans: readonly HostPlan[]): AllowedChanges {
  const { environment, input, removable } = context;
  if (input.rollback !== undefined) return allowedBack(hostPlans);
  const removed = new Set<string>();
  for (const { transaction } of hostPlans) {
    for (const { kind, name } of transaction) if (kind === 'remove' && removable.has(name)) removed.add(name);
  }
  return {
    newDependencies: environment.newDependencies,
    removals: [...removed].sort(byText),
    downgrades: 'refused',
  };
}

/** What came with the rollout goes again, by name; what it took away comes back. */
function allowedBack(hostPlans: readonly HostPlan[]): AllowedChanges {
  const changes = hostPlans.flatMap(({ transaction }) => transaction);
  const removed = new Set(changes.flatMap(({ kind, name }) => (kind === 'remove' ? [name] : [])));
  return {
    newDependencies: changes.some(({ kind }) => kind === 'install') ? 'allowed' : 'refused',
    removals: [...removed].sort(byText),
    downgrades: 'allowed',
  };
}

/** Of every cluster that the plan takes somebody from. */
function clusterLimits({ fleet }: PlanningContext, hostPlans: readonly HostPlan[]): readonly ClusterLimit[] {
  const touched = new Set(
    hostPlans.flatMap((hostPlan) => [
      ...hostPlan.clusters,
      ...goingAlong(fleet.carried, hostPlan).flatMap(({ labels }) => fleet.membershipOf(labels).clusters),
    ]),
  );
  return [...fleet.clusters.values()]
    .filter(({ name }) => touched.has(name))
    .map(({ name, members, awayMax }) => ({ cluster: name, members, awayMax }))
    .sort((a, b) => byText(a.cluster, b.cluster));
}

function waveTimes(
  hostPlans: readonly HostPlan[],
  waves: readonly Wave[],
  ahead: readonly Occurrence[],
): readonly WaveTime[] {
  const plans = new Map<HostId, HostPlan>(hostPlans.map((plan) => [plan.hostId, plan]));
  return waves.map(({ hosts, gates }) => {
    let slowest = 0;
    let neededSeconds = 0;
    for (const hostId of hosts) {
      const hostPlan = plans.get(hostId);
      if (hostPlan === undefined) continue;
      slowest = Math.max(slowest, hostPlan.expectedSeconds);
      neededSeconds = Math.max(neededSeconds, secondsToBegin(hostPlan, ahead));
    }
    return { neededSeconds, untilNextSeconds: slowest + gates.soakSeconds };
  });
}

/** Removals and rollbacks are for a person to agree to, and with `ask` unproven targets, whatever the environment's own rule is. */
function approvalOf({ environment, input }: PlanningContext, planned: readonly PlannedHost[]): ApprovalRule {
  const asks =
    input.rollback !== undefined ||
    (environment.unproven === 'ask' && planned.some(({ unproven }) => unproven.length > 0)) ||
    planned.some(({ hostPlan }) => hostPlan.transaction.some(({ kind }) => kind === 'remove'));
  return asks && environment.approval.rule === 'automatic' ? { rule: 'self' } : environment.approval;
}
