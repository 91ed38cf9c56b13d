// What a known cause is, and what came of looking for it. See index.ts.

import type { LogName } from '../execution/index.ts';
import type { Reason, ReasonCode } from '../reasons/index.ts';
import type { StepKind } from '../step/index.ts';
import type { Instant } from '../time/index.ts';

/** Where a sign may stand: in a log of the host, or in what the step itself printed. */
export type SearchedLog = LogName | 'output';

/** Which package manager says it so; `any`: both, or neither (kernel, services). */
export type Family = 'apt' | 'dnf' | 'any';

/** One row of the table: what people call the trouble, by what it is known, and what to do. */
export interface Cause {
  /** Stable, for programs. */
  readonly code: string;
  readonly family: Family;
  /** What is so. `{name}` is what stood at that place of the sign, or the fact of that name of the reason. */
  readonly what: string;
  /** What to do, one step. */
  readonly next: string;
  readonly signs: readonly Sign[];
  /** A step that failed for one of these says so itself. */
  readonly reasons?: readonly ReasonCode[];
}

export interface Sign {
  readonly logs: readonly SearchedLog[];
  /** A whole line, see pattern.ts. */
  readonly pattern: string;
  /** A line as a real program wrote it: the pattern's own test. */
  readonly example: string;
}

/** All that is known of a step that failed. */
export interface FailedStep {
  readonly step: StepKind;
  readonly reason: Reason | null;
  readonly lines: readonly FoundLine[];
  /** `null`: not known, and the signs of both are looked for. */
  readonly family: 'apt' | 'dnf' | null;
}

export interface FoundLine {
  readonly log: SearchedLog;
  readonly text: string;
  readonly at?: Instant;
  readonly unit?: string;
  readonly by?: string;
}

export interface Diagnosis {
  readonly code: string;
  readonly what: string;
  readonly next: string;
  /** What says so, the first lines of it; empty where the step's own reason does. */
  readonly evidence: readonly FoundLine[];
}
