// What people want, as data. See index.ts.

import type { Freeze, Window } from '../calendar/index.ts';
import type { Scope } from '../patch-set/index.ts';
import type { HookedStep } from '../step/index.ts';

/** The whole wish: one document, replaced as a whole, every version kept. */
export interface Policy {
  readonly schema: 'slipway.policy/1';
  /** In the order in which a patch set moves through them. A host belongs to one by its label `environment`. */
  readonly environments: readonly EnvironmentPolicy[];
  /** They hold at once, over plans and rollouts that exist too. Absent in documents of earlier versions. */
  readonly freezes?: readonly PolicyFreeze[];
  readonly clusters: readonly Cluster[];
  readonly hooks: readonly HookRule[];
  readonly checks: readonly CheckRule[];
}

export interface EnvironmentPolicy {
  readonly name: string;
  readonly scope: Scope;
  readonly window: Window;
  readonly approval: ApprovalRule;
  readonly waves: WaveRules;
  readonly gates: GateRules;
  /** The rollout stops by itself once more hosts than this have failed or were lost. */
  readonly failureBudgetHosts: number;
  readonly restart: RestartRule;
  readonly reboot: RebootRule;
  readonly newDependencies: 'allowed' | 'refused';
  /** For a target that no earlier environment has proven; the first environment never asks. */
  readonly unproven: 'block' | 'ask' | 'canary';
  readonly unprovenSoakMinutes: number;
  /** A failed host goes back by itself, or waits for a person. */
  readonly wayBack: 'automatic' | 'asked';
  /** `required`: a host whose replaced versions are not all kept is left out. */
  readonly wayBackProof: 'required' | 'wanted';
  /** A cluster of one has downtime: named in the plan, and planned only where this says so. */
  readonly clusterOfOne: 'allowed' | 'refused';
  /** What to do with a conffile that the host changed and an update touches. */
  readonly conffiles: ConffileDecision;
}

export interface PolicyFreeze extends Freeze {
  /** By name; absent: all. */
  readonly environments?: readonly string[];
}

/** `automatic`: nobody; `self`: one person, who may be the author; `team`: `count` people of the approval team, none of them the author. */
export type ApprovalRule =
  | { readonly rule: 'automatic' }
  | { readonly rule: 'self' }
  | { readonly rule: 'team'; readonly team: string; readonly count: number };

export interface WaveRules {
  /** Hosts of the first wave, on their own; 0 for none. */
  readonly canaryHosts: number;
  /** Of the rollout's hosts, rounded down but at least one, 1 to 100. */
  readonly percentMax: number;
}

export interface GateRules {
  /** After a wave's last host is done. */
  readonly soakSeconds: number;
  /** A person says "go on" between waves. */
  readonly person: 'asked' | 'not-asked';
}

export type RestartRule = 'affected-units' | 'none';
export type RebootRule = 'never' | 'if-needed' | 'always';
export type ConffileDecision = 'keep' | 'replace' | 'block';

export interface Cluster {
  readonly name: string;
  /** Selector text, for example `role = app and environment = prod`. */
  readonly members: string;
  readonly awayMax: number;
}

/** On hosts of this selector these steps call these hooks, from the host's own root-owned folder. */
export interface HookRule {
  readonly hosts: string;
  readonly step: HookedStep;
  readonly hook: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

/** Health of a host, measured before and after. */
export interface CheckRule {
  readonly hosts: string;
  readonly check:
    | { readonly kind: 'unit-active'; readonly unit: string }
    | { readonly kind: 'hook'; readonly hook: string; readonly parameters: Readonly<Record<string, string>> };
  readonly timeoutSeconds: number;
}
