// The tiers in their order, and the part policies of each.

import { windowProblems, type Zones } from '../../calendar/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { EnvironmentPolicy, PartPolicy, Rules } from '../types.ts';
import { neverGreenProblems } from './checklist.ts';
import { atMost, doubledNames, nameProblems, type Problems, selectorProblems } from './common.ts';
import { ENVIRONMENTS_MAX, PART_POLICIES_MAX } from './limits.ts';
import { promotionProblems } from './promotion.ts';
import { rulesProblems } from './rules.ts';
import { tooShortProblems } from './too-short.ts';

const PATH = ['environments'] as const;

export function environmentsProblems(environments: readonly EnvironmentPolicy[], zones: Zones | null): Problems {
  return [
    ...atMost(environments, ENVIRONMENTS_MAX, PATH),
    ...(environments.length === 0
      ? problem(PATH, 'there must be at least one', 'one, as `slipway policy starter` has four')
      : NONE),
    // It would be a loop: the list is the order in which a patch set moves.
    ...doubledNames(environments, PATH, ', and a patch set never comes back to an environment'),
    ...environments.flatMap((one, at) => environmentProblems(one, [...PATH, at], zones)),
    ...environments.flatMap((one, at) => promotionProblems(one, [...PATH, at], at === 0)),
    ...environments.flatMap((one, at) => neverGreenIn(one, [...PATH, at], at === 0)),
  ];
}

function environmentProblems(environment: EnvironmentPolicy, path: PolicyPath, zones: Zones | null): Problems {
  const { name, policies = [] } = environment;
  const parts = [...path, 'policies'];
  return [
    ...nameProblems(name, [...path, 'name']),
    ...rulesProblems(environment, path, zones),
    ...lengthProblems(environment, environment, path, zones),
    ...atMost(policies, PART_POLICIES_MAX, parts),
    ...doubledNames(policies, parts),
    ...policies.flatMap((one, at) => partProblems(one, [...parts, at], zones)),
    ...policies.flatMap((one, at) => lengthProblems(environment, one, [...parts, at], zones)),
  ];
}

function neverGreenIn(environment: EnvironmentPolicy, path: PolicyPath, isFirst: boolean): Problems {
  const { policies = [] } = environment;
  return [
    ...neverGreenProblems(environment, environment, { path, isFirst }),
    ...policies.flatMap((part, at) =>
      neverGreenProblems({ ...environment, ...part }, part, { path: [...path, 'policies', at], isFirst }),
    ),
  ];
}

/** By the rules that hold together; told where the part that makes it so stands, and once. */
function lengthProblems(
  environment: EnvironmentPolicy,
  part: Partial<Rules>,
  path: PolicyPath,
  zones: Zones | null,
): Problems {
  const rules = { ...environment, ...part };
  const changed = LENGTH_RULES.find((rule) => part[rule] !== undefined);
  if (changed === undefined || windowProblems(rules.window, zones).length > 0) return NONE;
  const found = tooShortProblems(rules, [...path, 'window']);
  return changed === 'window' ? found : found.map((one) => ({ ...one, path: [...path, changed] }));
}

/** What decides whether a plan fits, the window first. */
const LENGTH_RULES = ['window', 'restart', 'reboot', 'wayBackProof'] as const;

const partProblems = (part: PartPolicy, path: PolicyPath, zones: Zones | null): Problems => [
  ...nameProblems(part.name, [...path, 'name']),
  ...selectorProblems(part.hosts, [...path, 'hosts']),
  ...rulesProblems(part, path, zones),
];
