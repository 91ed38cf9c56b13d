// What a decision about what is due looks at, and what it says. See due.ts.

import type { Calendar } from '../calendar/index.ts';
import type { Digest } from '../ids/index.ts';
import type { LeftOut, Scope } from '../patch-set/index.ts';
import type { Policy, PolicyPlace, PromotionRule, Rules } from '../policy/index.ts';
import type { Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import type { Aim } from './aim.ts';
import type { CheckedPatchSet } from './evidence.ts';
import type { Evidence, PatchSetStanding, Promotion } from './types.ts';

export interface DueInput {
  readonly now: Instant;
  readonly policy: Policy;
  /** By environment. */
  readonly calendars: ReadonlyMap<string, Calendar>;
  /** Cuts that the schedule asked for, by id: see `cutIdsNow`. */
  readonly cuts: ReadonlyMap<string, CutFacts>;
  /** Open ones, as they have just advanced, and the newest of each environment. */
  readonly promotions: readonly Promotion[];
  readonly standings: ReadonlyMap<Digest, PatchSetStanding>;
  /** What was looked at for this decision: see the act `check`. */
  readonly checked: ReadonlyMap<Digest, CheckedPatchSet>;
}

export type DueAct =
  | {
      readonly kind: 'cut';
      readonly place: PolicyPlace;
      readonly cutId: string;
      readonly scope: Scope;
      readonly forOccurrence: string;
    }
  /** Nothing else stands against it: look at package store and feeds, and decide again. */
  | { readonly kind: 'check'; readonly patchSetDigest: Digest }
  /** Ask for the plan too. `again`: it stands there already, of an occurrence that is over. */
  | { readonly kind: 'enter'; readonly promotion: Promotion; readonly again: 'yes' | 'no' }
  | { readonly kind: 'supersede'; readonly promotionId: string; readonly by: Digest };

export interface NotDue extends PolicyPlace {
  /** That would enter, did nothing stand against it; `null`: it is not about one. */
  readonly patchSetDigest: Digest | null;
  readonly forOccurrence: Aim['occurrence'] | null;
  readonly reason: Reason;
  /** When it changes by itself; `null`: nobody knows. */
  readonly until: Instant | null;
  /** Of the patch set that would enter, item by item; `null`: it was not looked at. */
  readonly evidence: Evidence | null;
}

export interface Due {
  readonly acts: readonly DueAct[];
  readonly notDue: readonly NotDue[];
}

/** One place of a policy, with everything that its decision looks at. */
export interface PlaceView extends PolicyPlace {
  readonly input: DueInput;
  readonly rules: Rules;
  readonly rule: PromotionRule;
  /** Of the environment, from 0. */
  readonly place: number;
  /** Of this place, the newest patch set first. */
  readonly its: readonly Promotion[];
}

export interface CutFacts {
  readonly state: 'requested' | 'cut' | 'failed';
  readonly requestedAt: Instant;
  readonly patchSetDigest: Digest | null;
  /** When its patch set was first cut; `null`: there is none. */
  readonly cutAt: Instant | null;
  readonly reason: Reason | null;
  /** `null`: nothing. */
  readonly leftOut: LeftOut | null;
}
