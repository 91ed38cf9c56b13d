// The plan: an immutable document. See index.ts.

import type { Calendar, Occurrence } from '../calendar/index.ts';
import type { HostCheck } from '../check/index.ts';
import type { Envelope, InclusionProof } from '../document/index.ts';
import type { GuestRules } from '../guest/index.ts';
import type { Digest, HostId, RolloutId } from '../ids/index.ts';
import type { Inventory, Repository, RepositoryTrust } from '../inventory/index.ts';
import type { PlannedKernels } from '../kernel/index.ts';
import type {
  AnsweredVersion,
  ChangeKind,
  PackageFile,
  PatchSet,
  PlatformIndex,
  Proposal,
  VersionQuarantine,
} from '../patch-set/index.ts';
import type {
  ApprovalRule,
  ConffileDecision,
  GateRules,
  Policy,
  PreflightRules,
  RebootRule,
  RebootWarning,
  RepositoryRules,
  RestartRule,
  VerificationRules,
} from '../policy/index.ts';
import type { PlannedQuestions } from '../question/index.ts';
import type { Reason } from '../reasons/index.ts';
import type { RestorePoint } from '../restore-point/index.ts';
import type { PlannedStep } from '../step/index.ts';
import type { Instant } from '../time/index.ts';

/** What is approved and signed. Its digest is the plan's name; author, time and lineage stay outside. */
export interface PlanHeader {
  readonly schema: 'slipway.plan/1';
  readonly environment: string;
  readonly bounds: Bounds;
  readonly approval: ApprovalRule;
  readonly waves: readonly Wave[];
  readonly failureBudgetHosts: number;
  /** Merkle root over the host plans' digests in the order of {@link PlanHeader.hostPlans}. */
  readonly hostPlansRoot: Digest;
  /** Sorted by host id. */
  readonly hostPlans: readonly { readonly hostId: HostId; readonly digest: Digest }[];
}

/** What an approval allows, and nothing beyond. */
export interface Bounds {
  readonly patchSetDigest: Digest;
  /** Sorted. */
  readonly hosts: readonly HostId[];
  readonly changes: AllowedChanges;
  readonly occurrences: readonly Occurrence[];
  readonly clusterLimits: readonly ClusterLimit[];
  /** At most this many of the rollout's hosts away at once. */
  readonly awayMax: number;
  readonly expiresAt: Instant;
  /**
   * By what policy told hosts apart at planning: every planned host, and every other one of the environment that has a
   * group. Clusters, groups, hooks and checks came from these, so that nobody moves them afterwards by moving a label.
   * Absent in plans of earlier versions.
   */
  readonly labels?: readonly LabelledHosts[];
}

/** Hosts that policy cannot tell apart. */
export interface LabelledHosts {
  /** Every label that policy asks for; `null`: these hosts do not have it. */
  readonly labels: Readonly<Record<string, string | null>>;
  /** Sorted. */
  readonly hosts: readonly HostId[];
}

export interface AllowedChanges {
  readonly newDependencies: 'allowed' | 'refused';
  /** Package names whose removal is approved by name; empty unless somebody asked. */
  readonly removals: readonly string[];
  /** Only a rollback plan says `allowed`. */
  readonly downgrades: 'allowed' | 'refused';
}

export interface ClusterLimit {
  readonly cluster: string;
  /** Every member of the cluster at planning, whether planned or not. Sorted. */
  readonly members: readonly HostId[];
  readonly awayMax: number;
}

/** Hosts that may start together, subject to leases. The gates stand between this wave and the next. */
export interface Wave {
  readonly kind: 'canary' | 'group' | 'rest';
  /** The high-availability group, where the wave is of one. */
  readonly group: string | null;
  /** Sorted. */
  readonly hosts: readonly HostId[];
  readonly gates: GateRules;
}

/** The part for one host: everything that the executor needs, nothing left to choose. */
export interface HostPlan {
  readonly schema: 'slipway.host-plan/1';
  readonly hostId: HostId;
  readonly hostname: string;
  readonly environment: string;
  readonly group: string | null;
  /** Sorted names. */
  readonly clusters: readonly string[];
  readonly generation: number;
  readonly patchSetDigest: Digest;
  readonly index: PlatformIndex;
  /** The package database that the proposal was made on; another one triggers a comparison, nothing more. */
  readonly fingerprint: Digest;
  /** Sorted by name and architecture. */
  readonly transaction: readonly PlannedChange[];
  readonly conffiles: readonly PlannedConffile[];
  readonly restart: RestartRule;
  readonly reboot: RebootRule;
  readonly steps: readonly PlannedStep[];
  readonly checks: readonly PlannedCheck[];
  /** What the cluster is asked in the steps `ask-cluster` and `settle`, before their hooks. Absent: nothing but those. */
  readonly questions?: PlannedQuestions;
  /** What must be so before the host is touched, beyond what always must. Absent: nothing. */
  readonly preflight?: PreflightRules;
  readonly verification?: VerificationRules;
  /** What people who are logged in get before the reboot. Absent: nothing. */
  readonly rebootWarning?: RebootWarning;
  /** Which kernel is booted, and which old ones go. Absent: nothing is said of them. */
  readonly kernels?: PlannedKernels;
  /** What becomes of its guests while it is changed. Absent: it had none, or its agent does not tell. */
  readonly guests?: GuestRules;
  /** Made before `apply`, and looked into; what the way back by packages cannot do, it does. Absent: none is made. */
  readonly restorePoint?: RestorePoint;
  /** What of its repositories the plan was made with, asked again before anything is touched. Absent: nothing is asked of them. */
  readonly repositories?: PlannedRepositories;
  /** Applied in parts where the window is short. Absent: all at once, whatever the time. */
  readonly parts?: PlannedParts;
  readonly wayBack: WayBack;
  readonly expectedSeconds: number;
  readonly wayBackSeconds: number;
}

export interface PlannedChange {
  readonly kind: ChangeKind;
  readonly name: string;
  readonly architecture: string;
  readonly from: string | null;
  readonly to: string | null;
  /** `null` for `remove` only. */
  readonly file: PackageFile | null;
  readonly automatic: boolean;
}

/** Whoever else may be a source of packages on the host, or by other keys, was not there when people approved. */
export interface PlannedRepositories {
  /** Of policy, held against the host's own clock. Its allow-list is not among them: {@link known} are those that it let in. */
  readonly rules: Omit<RepositoryRules, 'allow'>;
  /** All that the host had at planning, sorted by address and suite. */
  readonly known: readonly KnownRepository[];
}

export interface KnownRepository extends RepositoryTrust, Pick<Repository, 'suite' | 'components'> {
  /** Where the host cannot tell it any more by itself. Absent: never, or nobody could tell. */
  readonly keyExpiresAt?: Instant;
}

/** What decides how much of a transaction is applied at once, see execution. */
export interface PlannedParts {
  /** What one change is expected to take, until a part has been measured. At least 1. */
  readonly changeSeconds: number;
  /** Of the window, behind the last part: the steps after `apply`, and the way back. */
  readonly afterSeconds: number;
}

export interface PlannedConffile {
  readonly package: string;
  readonly path: string;
  readonly decision: ConffileDecision;
}

export interface PlannedCheck {
  readonly check: HostCheck;
  readonly timeoutSeconds: number;
}

/**
 * `packages`: proven at planning, every replaced version's file is in the package store, unless it says another place. `restore-point`: not so, for that reason;
 * {@link HostPlan.restorePoint} is proven on the host, or nothing is changed.
 */
export type WayBack =
  | { readonly kind: 'packages'; readonly when: 'automatic' | 'asked'; readonly previous: readonly PreviousVersion[] }
  | { readonly kind: 'restore-point'; readonly when: 'automatic' | 'asked'; readonly reason: Reason }
  | { readonly kind: 'none'; readonly reason: Reason };

export interface PreviousVersion {
  readonly name: string;
  readonly architecture: string;
  /** `null`: the package was not installed before and is removed again. */
  readonly version: string | null;
  /** `null` for `rebuilt` as well: what it will be is known when the host has made it. */
  readonly file: PackageFile | null;
  /**
   * Where the host takes the file from, before anything is touched: its package manager's own cache, or made anew from what is
   * installed, which policy must accept. Absent: the package store.
   */
  readonly place?: 'host-cache' | 'rebuilt';
  /** With `version` null: only this version is taken away again, and those that it was installed beside stay. Absent: whatever is there. */
  readonly beside?: string;
}

/** What an agent gets: header, its own host plan, and what ties one to the other. */
export interface HostPlanBundle {
  readonly header: Envelope;
  readonly hostPlan: HostPlan;
  readonly proof: InclusionProof;
}

/** Everything that the planner may look at. */
export interface PlanningInput {
  readonly now: Instant;
  readonly environment: string;
  /** The one policy of the environment that is planned; absent or `null`: its own rules, for whoever no part policy selects. */
  readonly policyName?: string | null;
  readonly policy: Policy;
  /** Absent: no zone is known and nothing is frozen, so that a window by the clock has no occurrence. */
  readonly calendar?: Calendar;
  readonly patchSet: PatchSet;
  readonly patchSetDigest: Digest;
  readonly hosts: readonly HostForPlanning[];
  /** Targets that an earlier environment has proven, as `name/architecture/version`; the first environment passes all. */
  readonly proven: ReadonlySet<string>;
  readonly overrides: readonly Override[];
  readonly history: DurationHistory;
  /** Versions that are kept from hosts. Absent: none are. */
  readonly quarantines?: readonly VersionQuarantine[];
  /**
   * The id of the occurrence that it is for, and of as many after it as its waves need where they begin on time: what is not
   * carried out then is planned again. Absent: from the next one on, with a spare one, for a plan that waits for its people.
   */
  readonly forOccurrence?: string;
  /** What finished hosts of a rollout go back from. Absent: a plan that goes up, as every other. */
  readonly rollback?: RollbackInput;
  /** What answers the advisories that policy's exceptions name. Absent: they name none, or nobody carries what is affected. */
  readonly answered?: readonly AnsweredVersion[];
}

/** Of one rollout: only there may versions go down. */
export interface RollbackInput {
  readonly rolloutId: RolloutId;
  /** Who is to be taken back, each with the host plan that it finished there; nobody else is planned. */
  readonly finished: ReadonlyMap<HostId, HostPlan>;
  /** The waves of that rollout, from its first to its last: they go back in the opposite order. */
  readonly waves: readonly (readonly HostId[])[];
}

/** Every host of the fleet: those of other environments and policies only count as cluster members. */
export interface HostForPlanning {
  readonly hostId: HostId;
  readonly hostname: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mode: 'observed' | 'adopted';
  /** `null`: never reported. */
  readonly inventory: Inventory | null;
  readonly inventoryReceivedAt: Instant | null;
  /** `null`: has not answered; `unable` carries what it said instead. */
  readonly proposal: Proposal | { readonly unable: Reason } | null;
  readonly capabilities: readonly string[];
  /** Generation of the newest host plan ever made for this host; the next one is higher. */
  readonly generation: number;
  /** In another rollout that has not ended, in a transaction, or unreachable for longer than policy allows. */
  readonly busy: Reason | null;
  /** A host plan of equal content that still stands keeps its generation, so that planning again changes nothing. */
  readonly current: HostPlan | null;
}

/** A person's edit, which the planner reads: never a changed plan. */
export type Override =
  | { readonly kind: 'leave-out'; readonly hostId: HostId; readonly why: string }
  | { readonly kind: 'allow-removal'; readonly package: string; readonly why: string };

/** 95th percentile of what was observed, by step; empty means that the defaults hold. */
export interface DurationHistory {
  readonly stepSecondsP95: Readonly<Partial<Record<string, number>>>;
}

export interface Plan {
  readonly header: PlanHeader;
  readonly digest: Digest;
  readonly hostPlans: readonly HostPlan[];
}

/** Why whatever is not in the plan is not in it, and what a person should know about what is. */
export interface PlanningReport {
  readonly leftOut: readonly { readonly hostId: HostId; readonly reason: Reason }[];
  readonly updatesLeftOut: readonly {
    readonly hostId: HostId;
    readonly name: string;
    readonly architecture: string;
    readonly version: string;
    readonly reason: Reason;
  }[];
  /** Hosts that are at every target already. */
  readonly alreadyThere: readonly HostId[];
  readonly notes: readonly Reason[];
  /** Targets that no earlier environment has proven. Absent: there are none. */
  readonly parityGaps?: readonly ParityGap[];
  /** Hosts that planned ones carried when the plan was made, guests of guests included: a start counts them even if they are told no more. Absent: none. */
  readonly carried?: readonly { readonly carrier: HostId; readonly guests: readonly HostId[] }[];
}

/** A target that hosts of this environment would be the first to get. */
export interface ParityGap {
  readonly platform: { readonly distribution: string; readonly release: string };
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  /** Sorted. Planned to get it, or kept from it because of that. */
  readonly hosts: readonly HostId[];
}

/** `plan` is `null` where no host is left: the report says why. */
export interface PlanningResult {
  readonly plan: Plan | null;
  readonly report: PlanningReport;
}

/** The checker's word on a plan; any `error` keeps it from being approved. */
export interface CheckerNote {
  readonly severity: 'error' | 'warning' | 'info';
  readonly reason: Reason;
  readonly hostId: HostId | null;
}

/** A person's (or a rule's) name under a digest and its bounds. */
export interface Approval {
  readonly planDigest: Digest;
  readonly bounds: Bounds;
  readonly approvedBy: string;
  readonly rule: ApprovalRule['rule'];
  /** That it counts for, or the first of several. */
  readonly team: string | null;
  /** Under a rule of several teams: all of these that the person was in. */
  readonly teams?: readonly string[];
  /** Not a person's but an outside system's word, about its own reference. */
  readonly outside?: string;
  readonly reference?: string;
  /** The packages whose removal the person named, see {@link AllowedChanges}; absent: none. */
  readonly removals?: readonly string[];
  readonly approvedAt: Instant;
  readonly expiresAt: Instant;
}
