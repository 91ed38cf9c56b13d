// Rules, what they ask for, and what comes of them. See index.ts.

import type { Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import type { WordInput, WordOf } from './words.ts';

export type Facing = WordOf<'facing'>;
export type HumanImpact = WordOf<'humanImpact'>;

/** `unknown` stands between `scheduled` and `out-of-cycle`. */
export type Lane = 'scheduled' | 'unknown' | 'out-of-cycle' | 'immediate';

/** The rules of a fleet: one document, replaced as a whole. */
export interface RulePack {
  readonly schema: 'slipway.urgency/1';
  readonly rules: readonly UrgencyRule[];
}

/** A decision table: the first row whose conditions all hold counts. Where none does, the rule does not apply. */
export interface UrgencyRule {
  readonly name: string;
  /** For people: whose rule it is. */
  readonly title: string;
  readonly rows: readonly RuleRow[];
  /** The clock runs from the latest of these that is given. */
  readonly clock: readonly ClockStart[];
}

export interface RuleRow {
  readonly when: RuleConditions;
  readonly outcome: RuleOutcome;
}

/** All must hold. A word input holds where its value is among those listed. */
export type RuleConditions = { readonly [Input in WordInput]?: readonly WordOf<Input>[] } & {
  /** Score times ten: 90 is 9.0. */
  readonly cvssTenthsMin?: number;
  /** Probability times a million: 500000 is one half. */
  readonly epssPpmMin?: number;
};

export interface RuleOutcome {
  readonly lane: Exclude<Lane, 'unknown'>;
  /** `null`: with the next upgrade, whenever that is. */
  readonly withinDays: number | null;
  readonly forensicTriage: boolean;
}

/**
 * `known`: when the fix was published, else when the vulnerability was first known here. `rule-entered`: when the rule
 * came into force here or the vulnerability first fell under it. `kev-added`: when CISA listed it.
 */
export type ClockStart = 'known' | 'rule-entered' | 'host-enrolled' | 'facing-changed' | 'kev-added';

/** What is known about a vulnerability, from all feeds together. `null` is "nobody told", never "no". */
export interface UrgencyFacts {
  /** With the host's requirements where they are known, else the base score. */
  readonly cvssTenths: number | null;
  readonly epssPpm: number | null;
  readonly kev: WordOf<'kev'> | null;
  readonly kevAddedAt: Instant | null;
  readonly exploitation: WordOf<'exploitation'> | null;
  readonly automatable: WordOf<'automatable'> | null;
  readonly technicalImpact: WordOf<'technicalImpact'> | null;
}

/** Stored by whoever keeps the knowledge: a deadline is computed, its start is not. */
export interface UrgencyStarts {
  readonly firstKnownAt: Instant;
  readonly fixPublishedAt: Instant | null;
  /** By the rule's name. */
  readonly ruleEnteredAt: Readonly<Record<string, Instant>>;
  readonly hostEnrolledAt: Instant | null;
  readonly facingChangedAt: Instant | null;
}

export interface UrgencyQuestion {
  readonly facts: UrgencyFacts;
  readonly facing: Facing | null;
  readonly humanImpact: HumanImpact | null;
  readonly starts: UrgencyStarts;
  readonly rules: readonly UrgencyRule[];
  readonly now: Instant;
}

export type InputName = WordInput | 'cvssTenths' | 'epssPpm';

export interface Urgency {
  /** The earliest of all rules that apply; `null`: none sets one. */
  readonly deadline: Instant | null;
  /** The highest of all rules that apply. */
  readonly lane: Lane;
  /** Whose deadline it is, else whose lane; `null`: no rule applies. */
  readonly rule: string | null;
  readonly why: Reason;
  readonly forensicTriage: boolean;
  /** What nobody told and some rule turns on. */
  readonly missing: readonly InputName[];
  /** Earliest deadline first. */
  readonly applying: readonly ApplyingRule[];
}

export interface ApplyingRule {
  readonly rule: string;
  readonly lane: Lane;
  /** With an input missing: what holds whatever it is. */
  readonly deadline: Instant | null;
  readonly clock: { readonly start: ClockStart; readonly at: Instant } | null;
  readonly forensicTriage: boolean;
  readonly missing: readonly InputName[];
  readonly why: Reason;
}
