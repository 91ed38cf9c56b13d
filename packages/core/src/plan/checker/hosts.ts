import type { HostId } from '../../ids/index.ts';
import { compareVersions } from '../../version/index.ts';
import type { CheckerNote, HostForPlanning } from '../types.ts';
import { type Facts, groupLabel, hasOrigin, isOfEnvironment, isOfPolicy, selectingPolicies } from './facts.ts';
import { differs, error, errorFor } from './notes.ts';

/** Who is in the plan, who may be, and whether anybody was forgotten. */
export function* checkHosts(facts: Facts): Iterable<CheckerNote> {
  yield* checkPlaces(facts);
  for (const { hostPlan, host } of facts.planned) {
    if (host === null) {
      yield error('not-found', { what: 'host', id: hostPlan.hostId }, hostPlan.hostId);
      continue;
    }
    yield* checkMayBePlanned(facts, host);
    if (hostPlan.hostname !== host.hostname) yield differs('hostname', hostPlan.hostname, host.hostname, host.hostId);
    if (hostPlan.environment !== facts.input.environment) {
      yield differs('environment', hostPlan.environment, facts.input.environment, host.hostId);
    }
    const group = groupLabel(host);
    if (hostPlan.group !== group) yield differs('group', hostPlan.group ?? 'none', group ?? 'none', host.hostId);
    const clusters = facts.clustersOf(host.hostId).map(({ cluster }) => cluster.name);
    const expected = clusters.sort().join(', ');
    const found = hostPlan.clusters.join(', ');
    if (found !== expected) yield differs('list of clusters', found, expected, host.hostId);
  }
  yield* checkForgotten(facts);
}

/** A host stands once in the bounds, once in a wave, once in the header and once among the host plans; or nowhere. */
function* checkPlaces({ plan }: Facts): Iterable<CheckerNote> {
  const { bounds, waves, hostPlans } = plan.header;
  const places: readonly (readonly HostId[])[] = [
    bounds.hosts,
    waves.flatMap(({ hosts }) => hosts),
    hostPlans.map(({ hostId }) => hostId),
    plan.hostPlans.map(({ hostId }) => hostId),
  ];
  const everywhere = new Set(places.flat());
  const counts = places.map((hosts) => Map.groupBy(hosts, (hostId) => hostId));
  for (const hostId of everywhere) {
    const times = counts.map((place) => place.get(hostId)?.length ?? 0);
    if (times.some((count) => count > 1)) yield error('check-host-twice', { host: hostId }, hostId);
    if (times.some((count) => count === 0)) yield error('check-host-missing', { host: hostId }, hostId);
  }
}

function* checkMayBePlanned(facts: Facts, host: HostForPlanning): Iterable<CheckerNote> {
  const { hostId, hostname, mode, inventory, busy } = host;
  if (!isOfEnvironment(facts, host)) yield error('host-not-in-environment', {}, hostId);
  else yield* checkPolicy(facts, host);
  if (mode !== 'adopted') yield error('host-observed', { host: hostname }, hostId);
  if (busy !== null) yield errorFor(busy, hostId);
  for (const override of facts.input.overrides) {
    if (override.kind === 'leave-out' && override.hostId === hostId) {
      yield error('host-left-out', { why: override.why }, hostId);
    }
  }
  if (inventory === null) {
    yield error('host-never-reported', {}, hostId);
  } else if (inventory.packageDatabase.state === 'unmet') {
    const [first] = inventory.packageDatabase.unmet.items;
    yield error('dependencies-unmet', { unmet: `${first?.name} ${first?.relation}` }, hostId);
  } else if (
    inventory.packageDatabase.state !== 'whole' ||
    inventory.packages.some(({ state }) => state !== 'installed')
  ) {
    yield error('package-database-broken', { state: inventory.packageDatabase.state }, hostId);
  }
}

function* checkPolicy(facts: Facts, host: HostForPlanning): Iterable<CheckerNote> {
  const names = selectingPolicies(facts, host);
  const { environment, policyName } = facts.input;
  if (names.length > 1) yield error('policies-conflict', { environment, policies: names.join(', ') }, host.hostId);
  else if (!isOfPolicy(facts, host)) {
    yield differs('policy', policyName ?? 'none', names[0] ?? 'none', host.hostId);
  }
}

/** Every host of the policy is planned or named in the report, never both, and who is called there is there. */
function* checkForgotten(facts: Facts): Iterable<CheckerNote> {
  const { plan, report, input } = facts;
  const planned = new Set(plan.hostPlans.map(({ hostId }) => hostId));
  const there = new Set(report.alreadyThere);
  const named = new Set([...there, ...report.leftOut.map(({ hostId }) => hostId)]);
  for (const host of input.hosts) {
    const { hostId, hostname } = host;
    if (!isOfPolicy(facts, host)) continue;
    if (planned.has(hostId) && named.has(hostId)) yield differs(`report on ${hostname}`, 'left out', 'planned', hostId);
    const isAccounted =
      planned.has(hostId) || (named.has(hostId) && !(there.has(hostId) && isBelowTarget(facts, host)));
    if (!isAccounted) yield error('check-host-forgotten', { host: hostname }, hostId);
  }
}

/** Carries a package of which the patch set wants a higher version that the report does not name, or nobody can know. */
function isBelowTarget({ input, report }: Facts, { hostId, inventory }: HostForPlanning): boolean {
  if (inventory === null) return true;
  const named = report.updatesLeftOut.filter((one) => one.hostId === hostId);
  const { distribution, release, architecture, packageFormat } = inventory.system;
  return input.patchSet.targets.some(
    ({ platform, role, origin, ...target }) =>
      role === 'target' &&
      hasOrigin(inventory, origin) &&
      !named.some((one) => isSamePackage(one, target) && one.version === target.version) &&
      platform.distribution === distribution &&
      platform.release === release &&
      platform.architecture === architecture &&
      inventory.packages.some((one) => isSamePackage(one, target) && one.module === target.module) &&
      inventory.packages.every(
        (one) =>
          !isSamePackage(one, target) ||
          one.module !== target.module ||
          compareVersions(packageFormat, one.version, target.version) < 0,
      ),
  );
}

const isSamePackage = (
  a: { readonly name: string; readonly architecture: string },
  b: { readonly name: string; readonly architecture: string },
): boolean => a.name === b.name && a.architecture === b.architecture;
