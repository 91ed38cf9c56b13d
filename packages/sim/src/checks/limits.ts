// Limits on hosts that are really away, whatever the controller believes.

import type { SimulatedHost } from '../host/index.ts';

export interface Limits {
  readonly clusters: readonly {
    readonly name: string;
    readonly member: (host: SimulatedHost) => boolean;
    readonly awayMax: number;
  }[];
}

/** What is broken at this moment; empty where nothing is. */
export const brokenLimits = (hosts: readonly SimulatedHost[], limits: Limits): readonly string[] => {
  const away = hosts.filter(({ inService, isOff }) => !inService || isOff);
  return [...clustersBroken(away, limits), ...groupsBroken(away)];
};

const clustersBroken = (away: readonly SimulatedHost[], { clusters }: Limits): readonly string[] =>
  clusters.flatMap(({ name, member, awayMax }) => {
    const gone = away.filter(member).map(({ spec }) => spec.hostname);
    return gone.length > awayMax ? [`cluster ${name} has ${gone.join(', ')} away; its limit is ${awayMax}`] : [];
  });

/** Two groups of one environment are never away together. */
const groupsBroken = (away: readonly SimulatedHost[]): readonly string[] => {
  const groups = new Map<string, Set<string>>();
  for (const { spec } of away) {
    const { environment = '', group } = spec.labels;
    if (group === undefined) continue;
    groups.set(environment, (groups.get(environment) ?? new Set()).add(group));
  }
  return [...groups].flatMap(([environment, names]) =>
    names.size > 1 ? [`groups ${[...names].join(' and ')} of ${environment} are away together`] : [],
  );
};
