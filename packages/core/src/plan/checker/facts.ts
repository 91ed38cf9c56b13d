// What the checker knows: the inputs, read its own way.

import type { HostId } from '../../ids/index.ts';
import type { InstalledPackage, Inventory, PackageOrigin } from '../../inventory/index.ts';
import type { Platform } from '../../patch-set/index.ts';
import type { Cluster, EnvironmentPolicy } from '../../policy/index.ts';
import { evaluateOnLabels, parseSelector } from '../../selection/index.ts';
import type { HostForPlanning, HostPlan, Plan, PlanningInput, PlanningReport } from '../types.ts';
import { type Burden, burdenIn } from './burden.ts';

export interface Facts {
  readonly plan: Plan;
  readonly report: PlanningReport;
  readonly input: PlanningInput;
  /** With the rules of the planned policy. `null`: policy has no such one, and then nothing may be planned at all. */
  readonly environment: EnvironmentPolicy | null;
  readonly hosts: ReadonlyMap<HostId, HostForPlanning>;
  readonly planned: readonly PlannedHost[];
  readonly clusters: readonly ClusterFacts[];
  readonly clustersOf: (hostId: HostId) => readonly ClusterFacts[];
  readonly selects: (selector: string, host: HostForPlanning) => boolean;
  /** Which hosts each host carries. */
  readonly burden: Burden;
}

/** A host plan beside what was observed of its host; `null`: there is no such host. */
export interface PlannedHost {
  readonly hostPlan: HostPlan;
  readonly host: HostForPlanning | null;
}

/** With the packages that the transaction names, by `name/architecture`: looked up once, asked several times. */
export interface InspectedHost extends PlannedHost {
  readonly installed: ReadonlyMap<string, readonly InstalledPackage[]>;
}

export const packageKey = ({ name, architecture }: Pick<InstalledPackage, 'name' | 'architecture'>): string =>
  `${name}/${architecture}`;

export function inspected({ hostPlan, host }: PlannedHost): InspectedHost {
  const names = new Set(hostPlan.transaction.map(({ name }) => name));
  const packages = (host?.inventory?.packages ?? []).filter(({ name }) => names.has(name));
  return { hostPlan, host, installed: Map.groupBy(packages, packageKey) };
}

export interface ClusterFacts {
  readonly cluster: Cluster;
  readonly members: ReadonlySet<HostId>;
  /** Members that cannot be in their service now. */
  readonly away: ReadonlySet<HostId>;
}

export function factsOf(plan: Plan, report: PlanningReport, input: PlanningInput): Facts {
  const hosts = new Map(input.hosts.map((host) => [host.hostId, host]));
  const selects = selectorReader();
  const clusters = input.policy.clusters.map((cluster): ClusterFacts => {
    const members = input.hosts.filter((host) => selects(cluster.members, host));
    return {
      cluster,
      members: new Set(members.map(({ hostId }) => hostId)),
      away: new Set(members.filter(isAway).map(({ hostId }) => hostId)),
    };
  });
  const clustersByHost = Map.groupBy(
    clusters.flatMap((one) => [...one.members].map((hostId) => ({ hostId, one }))),
    ({ hostId }) => hostId,
  );
  return {
    plan,
    report,
    input,
    environment: plannedRules(input),
    hosts,
    planned: plan.hostPlans.map((hostPlan) => ({ hostPlan, host: hosts.get(hostPlan.hostId) ?? null })),
    clusters,
    clustersOf: (hostId) => (clustersByHost.get(hostId) ?? []).map(({ one }) => one),
    selects,
    burden: burdenIn(input),
  };
}

function plannedRules({ policy, environment, policyName = null }: PlanningInput): EnvironmentPolicy | null {
  const found = policy.environments.find(({ name }) => name === environment);
  if (found === undefined || policyName === null) return found ?? null;
  const part = found.policies?.find(({ name }) => name === policyName);
  return part === undefined ? null : { ...found, ...part, name: environment };
}

/** Of the planned policy: of its environment, and selected by it; by none of the others either, where it is the environment's own. */
export function isOfPolicy(facts: Facts, host: HostForPlanning): boolean {
  if (!isOfEnvironment(facts, host)) return false;
  const names = selectingPolicies(facts, host);
  const { policyName = null } = facts.input;
  return policyName === null ? names.length === 0 : names.includes(policyName);
}

/** More than one name: nobody may plan the host. */
export const selectingPolicies = ({ input, selects }: Facts, host: HostForPlanning): readonly string[] => {
  const environment = input.policy.environments.find(({ name }) => name === input.environment);
  return (environment?.policies ?? []).filter(({ hosts }) => selects(hosts, host)).map(({ name }) => name);
};

/** Of the environment that is planned, by its label alone. */
export const isOfEnvironment = ({ input }: Facts, host: HostForPlanning): boolean =>
  Object.hasOwn(host.labels, 'environment') && host.labels['environment'] === input.environment;

/** One of the host's repositories publishes as this, and not merely as nobody. */
export const hasOrigin = ({ repositories }: Inventory, { origin, label, codename }: PackageOrigin): boolean =>
  (origin !== '' || label !== '' || codename !== '') &&
  repositories.some((one) => one.origin === origin && one.label === label && one.codename === codename);

export const isSamePlatform = (a: { readonly platform: Platform }, b: { readonly platform: Platform }): boolean =>
  a.platform.distribution === b.platform.distribution &&
  a.platform.release === b.platform.release &&
  a.platform.architecture === b.platform.architecture;

export const groupLabel = (host: HostForPlanning | null): string | null =>
  host !== null && Object.hasOwn(host.labels, 'group') ? (host.labels['group'] ?? null) : null;

function isAway({ busy }: HostForPlanning): boolean {
  switch (busy?.code) {
    case 'host-unreachable':
    case 'host-never-reported':
    case 'host-lost':
    case 'left-isolated':
    case 'unknown-attempt':
    case 'way-back-failed':
      return true;
    default:
      return false;
  }
}

/** A sentence that cannot be read selects nobody here: the policy's border has refused it before. */
function selectorReader(): Facts['selects'] {
  const read = new Map<string, ReturnType<typeof parseSelector>>();
  return (text, { labels }) => {
    let selector = read.get(text);
    if (selector === undefined) {
      selector = parseSelector(text);
      read.set(text, selector);
    }
    return selector.ok && evaluateOnLabels(selector.value, labels) === 'yes';
  };
}
