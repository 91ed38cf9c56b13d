// Which part of a policy speaks of a host: by its labels alone, so that nothing a host says about itself moves it.

import { type Labels, parseSelector, type Selector } from '../selection/index.ts';
import type { HookedStep } from '../step/index.ts';
import type { Exception } from './process-types.ts';
import { type Selecting, selecting } from './selecting.ts';
import type {
  CheckRule,
  Cluster,
  EnvironmentPolicy,
  HookRule,
  OutOfBandRule,
  PartPolicy,
  Policy,
  QuestionRule,
  RestorePointRule,
} from './types.ts';

/** `null`: no environment claims the host, and nothing may change it. */
export function environmentOf(labels: Labels, policy: Policy): EnvironmentPolicy | null {
  const name = ownLabel(labels, 'environment');
  return policy.environments.find((environment) => environment.name === name) ?? null;
}

/** The part policies of the host's environment that select it, in their order; more than one is a conflict (rulesOf). */
export function partsOf(labels: Labels, environment: EnvironmentPolicy): readonly PartPolicy[] {
  if (environment.policies === undefined) return NO_PARTS;
  return readParts(environment, environment.policies).of(labels);
}

const NO_PARTS: readonly PartPolicy[] = [];

/** The high-availability group, or `null`. */
export const groupOf = (labels: Labels): string | null => ownLabel(labels, 'group');

/** In the policy's order. */
export const clustersOf = (labels: Labels, policy: Policy): readonly Cluster[] =>
  readPolicy(policy).clusters.of(labels);

/** Every rule that selects the host, also those behind an earlier one of the same step; in the policy's order. */
export const hookRulesFor = (labels: Labels, policy: Policy): readonly HookRule[] =>
  readPolicy(policy).hooks.of(labels);

/** Where several rules name one step, the first one counts: a step calls one hook. */
export function hooksFor(labels: Labels, policy: Policy): ReadonlyMap<HookedStep, HookRule> {
  const hooks = new Map<HookedStep, HookRule>();
  for (const rule of hookRulesFor(labels, policy)) {
    if (!hooks.has(rule.step)) hooks.set(rule.step, rule);
  }
  return hooks;
}

/** All that apply, in the policy's order. */
export const checksFor = (labels: Labels, policy: Policy): readonly CheckRule[] => readPolicy(policy).checks.of(labels);

/** All that apply, in the policy's order. */
export const questionsFor = (labels: Labels, policy: Policy): readonly QuestionRule[] =>
  policy.questions === undefined ? NO_QUESTIONS : readPolicy(policy).questions.of(labels);

const NO_QUESTIONS: readonly QuestionRule[] = [];

/** All that apply, in the policy's order: the first one counts. */
export const restorePointsFor = (labels: Labels, policy: Policy): readonly RestorePointRule[] =>
  policy.restorePoints === undefined ? NO_RESTORE_POINTS : readPolicy(policy).restorePoints.of(labels);

const NO_RESTORE_POINTS: readonly RestorePointRule[] = [];

/** All that apply, in the policy's order: the first one counts. */
export const outOfBandFor = (labels: Labels, policy: Policy): readonly OutOfBandRule[] =>
  policy.outOfBand === undefined ? NO_RULES : readPolicy(policy).outOfBand.of(labels);

const NO_RULES: readonly OutOfBandRule[] = [];

/** All that select the host, whether they have expired or not; in the policy's order. */
export const exceptionsOf = (labels: Labels, policy: Policy): readonly Exception[] =>
  policy.exceptions === undefined ? NO_EXCEPTIONS : readPolicy(policy).exceptions.of(labels);

const NO_EXCEPTIONS: readonly Exception[] = [];

const ownLabel = (labels: Labels, key: string): string | null =>
  Object.hasOwn(labels, key) ? (labels[key] ?? null) : null;

interface ReadPolicy {
  readonly clusters: Selecting<Cluster>;
  readonly hooks: Selecting<HookRule>;
  readonly checks: Selecting<CheckRule>;
  readonly questions: Selecting<QuestionRule>;
  readonly restorePoints: Selecting<RestorePointRule>;
  readonly outOfBand: Selecting<OutOfBandRule>;
  readonly exceptions: Selecting<Exception>;
}

/** Read once per policy and kept as long as the policy object itself: nobody can tell but by the time it takes. */
const readPolicies = new WeakMap<Policy, ReadPolicy>();

function readPolicy(policy: Policy): ReadPolicy {
  const known = readPolicies.get(policy);
  if (known !== undefined) return known;
  const read: ReadPolicy = {
    clusters: selecting(policy.clusters.map((part) => ({ part, selector: readSelector(part.members) }))),
    hooks: selecting(policy.hooks.map((part) => ({ part, selector: readSelector(part.hosts) }))),
    checks: selecting(policy.checks.map((part) => ({ part, selector: readSelector(part.hosts) }))),
    questions: selecting((policy.questions ?? []).map((part) => ({ part, selector: readSelector(part.hosts) }))),
    restorePoints: selecting(
      (policy.restorePoints ?? []).map((part) => ({ part, selector: readSelector(part.hosts) })),
    ),
    outOfBand: selecting((policy.outOfBand ?? []).map((part) => ({ part, selector: readSelector(part.hosts) }))),
    exceptions: selecting((policy.exceptions ?? []).map((part) => ({ part, selector: readSelector(part.hosts) }))),
  };
  readPolicies.set(policy, read);
  return read;
}

const readEnvironments = new WeakMap<EnvironmentPolicy, Selecting<PartPolicy>>();

function readParts(environment: EnvironmentPolicy, policies: readonly PartPolicy[]): Selecting<PartPolicy> {
  const known = readEnvironments.get(environment);
  if (known !== undefined) return known;
  const read = selecting(policies.map((part) => ({ part, selector: readSelector(part.hosts) })));
  readEnvironments.set(environment, read);
  return read;
}

/** `validatePolicy` refuses such a policy at the border; past it, a sentence that nobody can read is a bug. */
function readSelector(text: string): Selector {
  const parsed = parseSelector(text);
  if (!parsed.ok) throw new Error(`the policy was not validated: ${JSON.stringify(parsed.reason)}`);
  return parsed.value;
}
