// Which part of a policy speaks of a host: by its labels alone, so that nothing a host says about itself moves it.

import { evaluateOnLabels, type Labels, parseSelector, type Selector } from '../selection/index.ts';
import type { HookedStep } from '../step/index.ts';
import type { CheckRule, Cluster, EnvironmentPolicy, HookRule, Policy } from './types.ts';

/** `null`: no environment claims the host, and nothing may change it. */
export function environmentOf(labels: Labels, policy: Policy): EnvironmentPolicy | null {
  const name = ownLabel(labels, 'environment');
  return policy.environments.find((environment) => environment.name === name) ?? null;
}

/** The high-availability group, or `null`. */
export const groupOf = (labels: Labels): string | null => ownLabel(labels, 'group');

/** In the policy's order. */
export const clustersOf = (labels: Labels, policy: Policy): readonly Cluster[] =>
  policy.clusters.filter(({ members }) => selects(members, labels, policy));

/** Where several rules name one step, the first one counts: a step calls one hook. */
export function hooksFor(labels: Labels, policy: Policy): ReadonlyMap<HookedStep, HookRule> {
  const hooks = new Map<HookedStep, HookRule>();
  for (const rule of policy.hooks) {
    if (!hooks.has(rule.step) && selects(rule.hosts, labels, policy)) hooks.set(rule.step, rule);
  }
  return hooks;
}

/** All that apply, in the policy's order. */
export const checksFor = (labels: Labels, policy: Policy): readonly CheckRule[] =>
  policy.checks.filter(({ hosts }) => selects(hosts, labels, policy));

const ownLabel = (labels: Labels, key: string): string | null =>
  Object.hasOwn(labels, key) ? (labels[key] ?? null) : null;

const selects = (text: string, labels: Labels, policy: Policy): boolean =>
  evaluateOnLabels(selectorOf(text, policy), labels) === 'yes';

/**
 * Selectors read once per policy: 10,000 hosts ask 500 clusters each. Kept as long as the policy object itself, and
 * nobody can tell but by the time it takes.
 */
const readSelectors = new WeakMap<Policy, Map<string, Selector>>();

function selectorOf(text: string, policy: Policy): Selector {
  let known = readSelectors.get(policy);
  if (known === undefined) {
    known = new Map();
    readSelectors.set(policy, known);
  }
  const found = known.get(text);
  if (found !== undefined) return found;
  const parsed = parseSelector(text);
  // validatePolicy refuses such a policy at the border; nobody is a member by a sentence that nobody can read.
  if (!parsed.ok) throw new Error(`the policy was not validated: ${JSON.stringify(parsed.reason)}`);
  known.set(text, parsed.value);
  return parsed.value;
}
