// What people want, as data. See index.ts.

import type { Freeze, Window } from '../calendar/index.ts';
import type { HostCheck } from '../check/index.ts';
import type { GuestRules } from '../guest/index.ts';
import type { KernelRules } from '../kernel/index.ts';
import type { Scope } from '../patch-set/index.ts';
import type { ClusterQuestion } from '../question/index.ts';
import type { RestorePoint } from '../restore-point/index.ts';
import type { HookedStep } from '../step/index.ts';
import type { NoticeTemplate } from './notice-templates.ts';
import type {
  AnnounceRule,
  ChecklistItem,
  Contact,
  Exception,
  GateCondition,
  InstallByRule,
  MissedWindowRule,
  PromotionRule,
  ScanRule,
  ShortWindowRule,
} from './process-types.ts';

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
  readonly questions?: readonly QuestionRule[];
  readonly restorePoints?: readonly RestorePointRule[];
  readonly outOfBand?: readonly OutOfBandRule[];
  readonly exceptions?: readonly Exception[];
  readonly contacts?: readonly Contact[];
  /** House texts; an event without one has its default. */
  readonly templates?: readonly NoticeTemplate[];
}

/** A tier: its name, and the rules for every host in it that none of its `policies` selects. */
export interface EnvironmentPolicy extends Rules {
  readonly name: string;
  /** For some of its hosts; one that two of them select is left out of everything until that is settled. */
  readonly policies?: readonly PartPolicy[];
}

/** What a part policy leaves out is as the environment has it. */
export interface PartPolicy extends Partial<Rules> {
  /** Once in the environment. */
  readonly name: string;
  /** Selector over labels, within the environment. */
  readonly hosts: string;
}

export interface Rules {
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
  /** `required`: a host whose replaced versions are not all kept, and that makes no restore point, is left out. */
  readonly wayBackProof: 'required' | 'wanted';
  /**
   * Whether a package that a host makes anew from what is installed there is a way back, where nobody keeps the version. Absent: refused.
   */
  readonly wayBackRebuilt?: 'accepted' | 'refused';
  /** A cluster of one has downtime: named in the plan, and planned only where this says so. */
  readonly clusterOfOne: 'allowed' | 'refused';
  /** What to do with a conffile of which the host has one and an update brings another. */
  readonly conffiles: ConffileDecision;
  /** Absent: cut, planned and started by hand. */
  /** Absent: nothing beyond what always must be so. */
  readonly preflight?: PreflightRules;
  readonly repositories?: RepositoryRules;
  readonly verification?: VerificationRules;
  /** Absent: who is logged in is told nothing and waited for by nobody. */
  readonly rebootWarning?: RebootWarning;
  /** Absent: the boot loader's own choice is booted, and no kernel is taken away. */
  readonly kernels?: KernelRules;
  /** Absent: a host on which guests run is not changed where it may be rebooted. */
  readonly guests?: GuestRules;
  readonly promotion?: PromotionRule;
  readonly checklist?: readonly ChecklistItem[];
  readonly announce?: AnnounceRule;
  /** Absent: `next-window`. */
  readonly missedWindow?: MissedWindowRule;
  /** Absent: `whole`. */
  readonly shortWindow?: ShortWindowRule;
  readonly installBy?: InstallByRule;
  readonly scan?: ScanRule;
}

export interface PolicyFreeze extends Freeze {
  /** By name; absent: all. */
  readonly environments?: readonly string[];
}

/**
 * `automatic`: nobody; `self`: one person, who may be the author; `team`: `count` people of the approval team, none of them
 * the author; `teams`: one person of each of `count` of these teams, no person twice; `change-request`: the same, or an
 * outside system's word, under a change request that is open. `validHours`: how long a name counts; absent: as long as the plan.
 */
export type ApprovalRule =
  | { readonly rule: 'automatic' }
  | { readonly rule: 'self' }
  | { readonly rule: 'team'; readonly team: string; readonly count: number; readonly validHours?: number }
  | { readonly rule: 'teams'; readonly teams: readonly string[]; readonly count: number; readonly validHours?: number }
  | {
      readonly rule: 'change-request';
      readonly teams: readonly string[];
      readonly count: number;
      readonly validHours?: number;
      /** The outside system that is told of it, and whose word counts; absent: inside Slipway alone. */
      readonly outside?: string;
    };

export interface WaveRules {
  /** A wave of one before all others: the host of this selector that updates first, with a gate of its own (M14). */
  readonly template?: { readonly hosts: string; readonly gates: GateRules };
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
  readonly conditions?: readonly GateCondition[];
}

/** What must be so before a host is touched, beyond what always must. Each left out: not asked. */
export interface PreflightRules {
  /** An interrupted package database is put right first, within bounds that remove nothing. Left out: such a host is left out. */
  readonly repair?: 'bounded';
  /** While somebody is logged in. */
  readonly users?: 'refuse';
  /** While guests run on it. */
  readonly guests?: 'refuse';
  /** While only its battery keeps it running. */
  readonly battery?: 'refuse';
}

/** What the repositories of a host must be like, or the host is left out. */
export interface RepositoryRules {
  /** Addresses that these begin with, and no other. Absent: any. */
  readonly allow?: readonly string[];
  /** Each names the key that it is signed by. */
  readonly key?: 'required';
  /** Each was read at most so long ago, and its last refresh did not fail. */
  readonly freshHours?: number;
  /** The key of each is good for at least so many days more, where it is known when it expires. */
  readonly keyDays?: number;
}

/** What is proven after the change, beyond versions, services and the checks. */
export interface VerificationRules {
  /** The files of every package that changed are as the package has them; those that people are meant to edit are left out. */
  readonly files: 'changed';
}

/** What people who are logged in get before a reboot. Where nobody is, it happens at once; where nobody can tell, somebody is. */
export interface RebootWarning {
  /** They are told so long before, with the time and {@link text}. */
  readonly minutes: number;
  /** Why, in words of whoever runs the host. */
  readonly text?: string;
  /** While somebody is logged in it is put off, so long at most, the warning within it. Absent: it is not. */
  readonly postponeMinutes?: number;
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

/** Hosts of this selector ask their cluster before they go and after; hooks of the same steps are asked as well, and all must agree. */
export interface QuestionRule {
  readonly hosts: string;
  readonly ask: ClusterQuestion;
  /** How long the cluster may take to be whole again. Absent: a quarter of an hour. */
  readonly settleSeconds?: number;
}

/** On hosts of this selector a restore point is made before the change. The first rule that selects a host counts. */
export interface RestorePointRule {
  readonly hosts: string;
  readonly make: RestorePoint;
}

/** How people reach hosts of this selector that do not answer: an executable on the controller's side, called for a person alone. */
export interface OutOfBandRule {
  readonly hosts: string;
  /** Of the folder `out-of-band.d` beside the controller's database. */
  readonly hook: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

/** Health of a host, measured before and after. */
export interface CheckRule {
  readonly hosts: string;
  readonly check: HostCheck;
  /** So long it is asked again before it counts as not well. */
  readonly timeoutSeconds: number;
}
