import type { ZoneStamp } from '@slipway/core/calendar';
import type { Envelope } from '@slipway/core/document';
import type { Digest, HostId, RolloutId } from '@slipway/core/ids';
import type { CheckerNote, HostPlan, Override, PlanHeader, PlanningReport } from '@slipway/core/plan';
import type { Policy } from '@slipway/core/policy';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { Page, PageRequest, Versioned } from './store-values.ts';

/** What a rollback takes back: hosts that a rollout left done. */
export interface RollbackOf {
  readonly rolloutId: RolloutId;
  /** Of the plan that it carried out. */
  readonly planDigest: Digest;
  readonly why: string;
}

/** Documents that one question looks into, each of which may be a megabyte: so many plans are made in years. */
export const PLANS_BEFORE_LOOKED_AT = 300;

export interface PlanRequest {
  readonly planRequestId: string;
  readonly environment: string;
  /** The one policy of the environment that it is for; `null`, or absent in older rows: the environment's own rules. */
  readonly policyName?: string | null;
  readonly patchSetDigest: Digest;
  readonly overrides: readonly Override[];
  /** The only occurrence that it is for, by id, with as many after it as its waves need; absent: from the next one on. */
  readonly forOccurrence?: string;
  /** The only ones that it is for, sorted; absent: all of them. */
  readonly onlyHosts?: readonly HostId[];
  /** Hosts that a plan has which waits to be started stay with it. Absent: the newest plan has them, whichever that is. */
  readonly leavesHosts?: 'in-newer-plans';
  /** Not in the windows of its place, but at any time until then: its hosts missed theirs, and are back. */
  readonly anyTimeUntil?: Instant;
  /** With {@link onlyHosts}: they go back from there. Absent: it leads on. */
  readonly rollback?: RollbackOf;
  readonly author: string;
  readonly requestedAt: Instant;
  /** Until then proposals are waited for; hosts without one are left out. */
  readonly proposalsUntil: Instant;
  readonly state: 'gathering' | 'planned' | 'empty' | 'failed';
  readonly planDigest: Digest | null;
  readonly report: PlanningReport | null;
  readonly reason: Reason | null;
}

export interface StoredPlan {
  readonly digest: Digest;
  readonly header: PlanHeader;
  readonly envelope: Envelope;
  readonly report: PlanningReport;
  readonly notes: readonly CheckerNote[];
  readonly author: string;
  readonly madeAt: Instant;
  readonly policyRevision: number;
  /** As its request had it; `null`, or absent in older rows: the environment's own rules. */
  readonly policyName?: string | null;
  /** Asked for some hosts alone, which had left another plan of their patch set; absent: for all of its place. */
  readonly ofSome?: 'some';
  /** As its request had it. Absent: it leads on. */
  readonly rollback?: RollbackOf;
  /** What its occurrences were computed from; `null`, or absent in older plans: from no clock. */
  readonly zoneStamp?: ZoneStamp | null;
}

export interface SavedPolicy {
  readonly revision: number;
  readonly policy: Policy;
  readonly by: string;
  readonly at: Instant;
}

export interface StorePlanning {
  addPlanRequest(request: PlanRequest): Promise<void>;
  planRequest(planRequestId: string): Promise<Versioned<PlanRequest> | null>;
  savePlanRequest(request: Versioned<PlanRequest>): Promise<boolean>;
  /** In state `gathering`, oldest first. */
  openPlanRequests(): Promise<readonly Versioned<PlanRequest>[]>;

  /** The same digest again stores nothing. */
  addPlan(plan: StoredPlan, hostPlans: readonly HostPlan[]): Promise<void>;
  plan(digest: Digest): Promise<StoredPlan | null>;
  /** Newest first. */
  plans(page: PageRequest): Promise<Page<StoredPlan>>;
  /** Whose bounds have not expired by then, oldest first. */
  unexpiredPlans(now: Instant): Promise<readonly StoredPlan[]>;
  /**
   * The newest of those of its environment and policy that were added before it, for all hosts and leading on; `null`: none
   * of the last few hundred is, or there is no such plan.
   */
  planBefore(digest: Digest): Promise<Digest | null>;
  /** By host id; empty for an unknown plan. */
  hostPlans(digest: Digest): Promise<readonly HostPlan[]>;
  hostPlan(digest: Digest, hostId: HostId): Promise<HostPlan | null>;
  /** The one host plan that stands: of the highest generation, and of the newest plan that carries it. */
  currentHostPlan(hostId: HostId): Promise<{ readonly planDigest: Digest; readonly hostPlan: HostPlan } | null>;

  policy(): Promise<Versioned<Policy> | null>;
  policyRevision(revision: number): Promise<SavedPolicy | null>;
  /** Newest first. */
  policyRevisions(page: PageRequest): Promise<Page<SavedPolicy>>;
  /** Keeps every revision. `revision` is the one that the change was made from, 0 for none; `false`: it is not the newest one. */
  savePolicy(policy: Versioned<Policy>, by: string, at: Instant): Promise<boolean>;
}
