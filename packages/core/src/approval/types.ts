// What people say about a plan beside an approval. See index.ts.

import type { Occurrence } from '../calendar/index.ts';
import type { Digest, RolloutId } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';

/** It stands for this digest, whoever plans it again, until somebody asks again and says why. */
export interface PlanRefusal {
  readonly planDigest: Digest;
  readonly refusedBy: string;
  readonly why: string;
  readonly refusedAt: Instant;
  /** The outside system whose word it is. */
  readonly outside?: string;
}

/**
 * The same plan, asked for once more over a refusal, or after its change request was withdrawn. From then on neither stands
 * against it, no name of before counts under it, policy puts none there by itself, and who asked cannot approve it.
 */
export interface PlanAskedAgain {
  readonly planDigest: Digest;
  readonly askedBy: string;
  readonly why: string;
  readonly askedAt: Instant;
  /** What stood against it; `null`: that its change request was withdrawn. */
  readonly refusal: PlanRefusal | null;
  /** Number of the change request that had ended; `null`: its rule asks for none. */
  readonly changeRequest: string | null;
}

/** One per plan whose rule is `change-request`; it follows the plan's approvals and ends with its rollout. Another, where it is asked for again. */
export interface ChangeRequest {
  /** `CHG-000001`, in the order of opening. */
  readonly number: string;
  readonly planDigest: Digest;
  readonly environment: string;
  readonly title: string;
  readonly text: string;
  /** The plan's own occurrences. */
  readonly plannedTimes: readonly Occurrence[];
  readonly backOut: {
    /** What the plan says of its way back. */
    readonly generated: string;
    /** What people add to it. */
    readonly added: string;
  };
  readonly state: ChangeRequestState;
  /** The outside system that is told of it and may answer, and what it calls it. */
  readonly outside: { readonly system: string; readonly reference: string | null } | null;
  readonly openedBy: string;
  readonly openedAt: Instant;
  readonly result: ChangeResult | null;
  readonly history: readonly ChangeRequestEvent[];
}

/** `approved` follows the names under the plan and falls back to `open` when too few are left; the last two are final. */
export type ChangeRequestState = 'open' | 'approved' | 'rejected' | 'closed';

export interface ChangeResult {
  readonly outcome: 'completed' | 'failed' | 'aborted' | 'rejected' | 'expired' | 'superseded' | 'withdrawn';
  readonly text: string;
  readonly rolloutId: RolloutId | null;
}

export interface ChangeRequestEvent {
  readonly at: Instant;
  readonly who: string;
  readonly what: 'opened' | 'edited' | 'named' | 'approved' | 'approval-lost' | 'rejected' | 'closed';
  readonly detail: string;
  /** Of an outside system's answer: the same answer again changes nothing. */
  readonly answerId?: string;
}

/** What people may change of a change request, until the first name stands under its plan. */
export interface ChangeRequestWording {
  readonly title: string;
  readonly text: string;
  readonly backOutAdded: string;
}
