// A patch set's way through the environments, as it is kept. See index.ts.

import type { Occurrence } from '../calendar/index.ts';
import type { Digest, HostId, RolloutId } from '../ids/index.ts';
import type { Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';

/** A patch set in one environment, for the hosts of one policy of it: one record, however often it is planned there. */
export interface Promotion {
  readonly promotionId: string;
  readonly patchSetDigest: Digest;
  readonly cutAt: Instant;
  readonly environment: string;
  /** `null`: the environment's own rules. */
  readonly policyName: string | null;
  /** `schedule`, or the person who planned or started it by hand. */
  readonly by: string;
  readonly enteredAt: Instant;
  /** What stood when it entered. By hand, too: then it may say no. */
  readonly evidence: Evidence;
  /** The one it is planned for; `null`: by hand. */
  readonly occurrence: Occurrence | null;
  readonly state: PromotionState;
  readonly since: Instant;
  readonly reason: Reason | null;
  readonly planRequestId: string | null;
  readonly planDigest: Digest | null;
  readonly rolloutId: RolloutId | null;
  /** Of this cycle, over hosts alone that had left the one above: drifted, or back after a window. What became of them there counts. */
  readonly further?: readonly RolloutId[];
  /** What became of every host that planning saw; `null` until this cycle has ended. */
  readonly outcome: PromotionOutcome | null;
  /** When this cycle's work on hosts ended, before the gates behind their last wave opened: a soak counts from here. */
  readonly endedAt: Instant | null;
  /** A person's word that it passes with what is not done. */
  readonly excused: { readonly by: string; readonly why: string; readonly at: Instant } | null;
  /** This cycle's closing checklist was made then; `null`: it is looked at still. */
  readonly closedAt: Instant | null;
  /** Oldest first: one per occurrence that it was planned for and that is over. */
  readonly cycles: readonly ClosedCycle[];
}

/**
 * `planning`: a plan was asked for; `planned`: it waits for approval or window; `rolling-out`; the others are ends.
 * `done`: every host done or excused. `incomplete`: some never began, or the plan expired: planned again for the next
 * occurrence. `failed`: hosts failed, a gate stayed closed, or a person ended it. `nothing-to-do`: the plan would be empty. `superseded`: a
 * newer patch set came before it had begun. `withdrawn`: its patch set was.
 */
export type PromotionState =
  | 'planning'
  | 'planned'
  | 'rolling-out'
  | 'done'
  | 'incomplete'
  | 'failed'
  | 'nothing-to-do'
  | 'superseded'
  | 'withdrawn';

/** Counts, and by name whoever is not done. Hosts that the patch set has nothing for do not count. */
export interface PromotionOutcome {
  readonly done: number;
  /** Already at every target when it was planned. */
  readonly alreadyThere: number;
  readonly excused: number;
  readonly notDone: readonly HostNotDone[];
}

export interface HostNotDone {
  readonly hostId: HostId;
  /** As it was called then: people know hosts by that. Absent in those of earlier versions. */
  readonly hostname?: string;
  readonly what: NotDone;
  readonly reason: Reason;
}
export type NotDone = 'failed' | 'missed' | 'not-planned';

/** What the environment before says of a patch set. Entered on when nothing answers `no`. */
export interface Evidence {
  /** `null`: there is none before. */
  readonly environment: string | null;
  readonly judgedAt: Instant;
  readonly items: readonly EvidenceItem[];
}

export interface EvidenceItem {
  readonly item: 'standing' | 'hosts' | 'gates' | 'soak' | 'exposure' | 'files';
  readonly answer: Answer;
  readonly reason: Reason;
}

/** `unknown`: nobody could say (no feed, no inventory). It is never shown as a yes. */
export type Answer = 'yes' | 'no' | 'unknown';

export interface ClosedCycle {
  readonly occurrence: Occurrence | null;
  readonly planDigest: Digest | null;
  readonly rolloutId: RolloutId | null;
  readonly state: PromotionState;
  readonly outcome: PromotionOutcome | null;
  readonly closedAt: Instant;
  readonly closing: readonly ClosingItem[];
}

/** The closing checklist of a cycle (M50). */
export interface ClosingItem {
  readonly item:
    | 'patched-within-schedule'
    | 'tier-before-verified'
    | 'services-healthy'
    | 'old-kernels-gone'
    | 'way-back-available';
  readonly answer: Answer;
  readonly reason: Reason;
}

/** What may become of a patch set as a whole. */
export interface PatchSetStanding {
  readonly patchSetDigest: Digest;
  /** `held`: nothing new of it begins until it is released. The last two are final. */
  readonly standing: 'current' | 'held' | 'superseded' | 'withdrawn';
  readonly by: string;
  readonly why: string;
  readonly at: Instant;
}
