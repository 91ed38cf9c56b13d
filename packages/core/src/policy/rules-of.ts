// The rules that hold for a host: those of the environment that its label names, or of the one part policy of it that selects it.

import { type Reason, reason } from '../reasons/index.ts';
import { evaluateOnLabels, type Labels, parseSelector } from '../selection/index.ts';
import { environmentOf } from './membership.ts';
import type { EnvironmentPolicy, Policy } from './types.ts';

export type RulesOfHost =
  /** `environment` looks like one without part policies: planner, checker and rollouts know nothing else. */
  | { readonly kind: 'rules'; readonly policyName: string | null; readonly environment: EnvironmentPolicy }
  | { readonly kind: 'none' }
  /** Two part policies select it, and nothing may change it until that is settled. */
  | { readonly kind: 'conflict'; readonly reason: Reason };

export const rulesOf = (labels: Labels, policy: Policy): RulesOfHost => {
  const environment = environmentOf(labels, policy);
  if (environment === null) return { kind: 'none' };
  const selecting = (environment.policies ?? []).filter(({ hosts }) => isSelected(hosts, labels));
  const [first, second] = selecting;
  if (first === undefined) return { kind: 'rules', policyName: null, environment: withPart(environment, null) };
  if (second !== undefined) {
    const facts = { environment: environment.name, policies: selecting.map(({ name }) => name).join(', ') };
    return { kind: 'conflict', reason: reason('policies-conflict', facts) };
  }
  return { kind: 'rules', policyName: first.name, environment: withPart(environment, first.name) };
};

/** The environment as its policy of this name has it; `null`: as it is for everybody else. */
export const withPart = (environment: EnvironmentPolicy, policyName: string | null): EnvironmentPolicy => {
  const { policies = [], ...own } = environment;
  if (policyName === null) return own;
  const part = policies.find(({ name }) => name === policyName);
  if (part === undefined) throw new Error(`environment ${environment.name} has no policy ${policyName}`);
  const { name: _, hosts: __, ...rules } = part;
  return { ...own, ...rules };
};

/** `validatePolicy` refuses a selector that cannot be read; past it, one is a bug. */
const isSelected = (text: string, labels: Labels): boolean => {
  const selector = parseSelector(text);
  if (!selector.ok) throw new Error(`the policy was not validated: ${JSON.stringify(selector.reason)}`);
  return evaluateOnLabels(selector.value, labels) === 'yes';
};
