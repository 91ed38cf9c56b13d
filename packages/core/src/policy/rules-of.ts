// The rules that hold for a host: those of the environment that its label names, or of the one part policy of it that
// selects it. Nobody else merges the two.

import { type Reason, reason } from '../reasons/index.ts';
import type { Labels } from '../selection/index.ts';
import { environmentOf, partsOf } from './membership.ts';
import type { EnvironmentPolicy, Policy } from './types.ts';

/** One policy of an environment; `null`: the environment's own, for every host that no part policy selects. */
export interface PolicyPlace {
  readonly environment: string;
  readonly policyName: string | null;
}

export type RulesOfHost =
  /** `environment` looks like one without part policies: planner, checker and rollouts know nothing else. */
  | { readonly kind: 'rules'; readonly policyName: string | null; readonly environment: EnvironmentPolicy }
  | { readonly kind: 'none' }
  /** Several part policies select it, and nothing may change it until that is settled. */
  | {
      readonly kind: 'conflict';
      readonly environment: string;
      /** In the policy's order. */
      readonly policyNames: readonly string[];
      readonly reason: Reason;
    };

export const rulesOf = (labels: Labels, policy: Policy): RulesOfHost => {
  const environment = environmentOf(labels, policy);
  if (environment === null) return { kind: 'none' };
  const selecting = partsOf(labels, environment);
  const [part = null, second] = selecting;
  if (second === undefined) {
    return { kind: 'rules', policyName: part?.name ?? null, environment: withPart(environment, part) };
  }
  const policyNames = selecting.map(({ name }) => name);
  const facts = { environment: environment.name, policies: policyNames.join(', ') };
  return {
    kind: 'conflict',
    environment: environment.name,
    policyNames,
    reason: reason('policies-conflict', facts),
  };
};

/** The rules of a place; `null`: the policy has no such environment, or the environment no such policy. */
export const rulesAt = (policy: Policy, { environment, policyName }: PolicyPlace): EnvironmentPolicy | null => {
  const found = policy.environments.find(({ name }) => name === environment);
  if (found === undefined) return null;
  if (policyName === null) return withPart(found, null);
  const part = (found.policies ?? []).find(({ name }) => name === policyName);
  return part === undefined ? null : withPart(found, part);
};

/** Every place of the policy, in its order: each environment's own rules, then its part policies. */
export const placesOf = ({ environments }: Policy): readonly PolicyPlace[] =>
  environments.flatMap(({ name: environment, policies = [] }) => [
    { environment, policyName: null },
    ...policies.map(({ name }) => ({ environment, policyName: name })),
  ]);

/** Whether a host is of this place: also one that several part policies select, for each of which it is told. */
export const isOfPlace = (labels: Labels, policy: Policy, place: PolicyPlace): boolean => {
  const found = rulesOf(labels, policy);
  if (found.kind === 'none') return false;
  if (found.kind === 'conflict') {
    return found.environment === place.environment && found.policyNames.some((name) => name === place.policyName);
  }
  return found.environment.name === place.environment && found.policyName === place.policyName;
};

const withPart = (environment: EnvironmentPolicy, part: NonNullable<EnvironmentPolicy['policies']>[number] | null) => {
  const { policies: _, ...own } = environment;
  if (part === null) return own;
  const { name: _name, hosts: _hosts, ...rules } = part;
  return { ...own, ...rules };
};
