// The tiers in their order, and the part policies of each.

import type { Zones } from '../../calendar/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { EnvironmentPolicy, PartPolicy } from '../types.ts';
import { atMost, doubledNames, nameProblems, type Problems, selectorProblems } from './common.ts';
import { ENVIRONMENTS_MAX, PART_POLICIES_MAX } from './limits.ts';
import { rulesProblems } from './rules.ts';

const PATH = ['environments'] as const;

export function environmentsProblems(environments: readonly EnvironmentPolicy[], zones: Zones | null): Problems {
  return [
    ...atMost(environments, ENVIRONMENTS_MAX, PATH),
    ...(environments.length === 0
      ? problem(PATH, 'there must be at least one', '`slipway policy starter` prints four')
      : NONE),
    ...doubledNames(environments, PATH),
    ...environments.flatMap((one, at) => environmentProblems(one, [...PATH, at], zones)),
  ];
}

function environmentProblems(environment: EnvironmentPolicy, path: PolicyPath, zones: Zones | null): Problems {
  const { name, policies = [] } = environment;
  const parts = [...path, 'policies'];
  return [
    ...nameProblems(name, [...path, 'name']),
    ...rulesProblems(environment, path, zones),
    ...atMost(policies, PART_POLICIES_MAX, parts),
    ...doubledNames(policies, parts),
    ...policies.flatMap((one, at) => partProblems(one, [...parts, at], zones)),
  ];
}

const partProblems = (part: PartPolicy, path: PolicyPath, zones: Zones | null): Problems => [
  ...nameProblems(part.name, [...path, 'name']),
  ...selectorProblems(part.hosts, [...path, 'hosts']),
  ...rulesProblems(part, path, zones),
];
