// What policy says of each host by its labels, asked once for all hosts that policy cannot tell apart.
// 10,000 hosts times 500 clusters are five million questions, half a second of a planning that may take two; but the
// selectors name a handful of labels, and hosts that agree in those have the same answers.

import {
  type CheckRule,
  checksFor,
  clustersOf,
  type HookRule,
  hooksFor,
  type Policy,
  type QuestionRule,
  questionsFor,
  type RestorePointRule,
  restorePointsFor,
} from '../../policy/index.ts';
import { parseSelector, type Selector } from '../../selection/index.ts';
import type { HookedStep } from '../../step/index.ts';
import { byText } from './text-order.ts';

export interface Membership {
  /** Sorted names. */
  readonly clusters: readonly string[];
  readonly hooks: ReadonlyMap<HookedStep, HookRule>;
  readonly checks: readonly CheckRule[];
  readonly questions: readonly QuestionRule[];
  /** The first that selects the host; `null`: none does. */
  readonly restorePoint: RestorePointRule | null;
}

type Labels = Readonly<Record<string, string>>;

export function memberships(policy: Policy): (labels: Labels) => Membership {
  const named = labelsNamedBy(policy, null);
  const known = new Map<string, Membership>();
  return (labels) => {
    const key = JSON.stringify(named.map((label) => (Object.hasOwn(labels, label) ? labels[label] : null)));
    const found = known.get(key);
    if (found !== undefined) return found;
    const membership: Membership = {
      clusters: clustersOf(labels, policy)
        .map(({ name }) => name)
        .sort(byText),
      hooks: hooksFor(labels, policy),
      checks: checksFor(labels, policy),
      questions: questionsFor(labels, policy),
      restorePoint: restorePointsFor(labels, policy)[0] ?? null,
    };
    known.set(key, membership);
    return membership;
  };
}

/**
 * All that policy asks of a host, sorted: its environment, its group, and whatever a selector names; those of part
 * policies, and who goes before all others, where they are of this environment.
 */
export function labelsNamedBy(policy: Policy, environment: string | null): readonly string[] {
  const { clusters, hooks, checks, questions = [], restorePoints = [], environments } = policy;
  const named = new Set(['environment', 'group']);
  const own = environments.find(({ name }) => name === environment);
  const parts = own?.policies ?? [];
  const templates = [own, ...parts].flatMap((rules) => rules?.waves?.template ?? []);
  const texts = [
    ...clusters.map(({ members }) => members),
    ...[...hooks, ...checks, ...questions, ...restorePoints, ...parts, ...templates].map(({ hosts }) => hosts),
  ];
  for (const text of texts) {
    const selector = parseSelector(text);
    // A policy is validated at the border; what cannot be read is refused where it is asked.
    if (selector.ok) addLabels(selector.value, named);
  }
  return [...named].sort(byText);
}

function addLabels(selector: Selector, named: Set<string>): void {
  switch (selector.kind) {
    case 'and':
    case 'or':
      for (const part of selector.parts) addLabels(part, named);
      return;
    case 'not':
      addLabels(selector.part, named);
      return;
    case 'label-exists':
      named.add(selector.label);
      return;
    case 'is':
    case 'in':
      if (selector.of.kind === 'label') named.add(selector.of.label);
      return;
    // Policies decide by labels alone: these are unknown for every host.
    case 'kernel':
    case 'package-installed':
    case 'package-version':
    case 'stale':
      return;
    default:
      refuseKind(selector);
  }
}

function refuseKind(selector: never): never {
  throw new TypeError(`unknown kind of selector: ${JSON.stringify(selector)}`);
}
