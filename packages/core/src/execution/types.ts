// How one host plan runs on one host. See index.ts.

import type { AttemptId, Digest, HostId } from '../ids/index.ts';
import type { Manifest } from '../inventory/index.ts';
import type { Reason } from '../reasons/index.ts';
import type { PlannedStep, StepKind, StepOutcome } from '../step/index.ts';
import type { Instant } from '../time/index.ts';

/** One line of a host's ledger: append-only, synced, each line naming the digest of the one before. */
export type LedgerEntry = LedgerEntryBase & LedgerFact;

export interface LedgerEntryBase {
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly previous: Digest;
  readonly at: Instant;
  readonly bootId: string;
}

export type LedgerFact =
  | { readonly kind: 'adopted' | 'left'; readonly order: number; readonly generation: number; readonly taken: readonly string[] }
  | {
      readonly kind: 'attempt-begun';
      readonly attemptId: AttemptId;
      readonly hostPlanDigest: Digest;
      readonly generation: number;
    }
  | { readonly kind: 'step-begun'; readonly attemptId: AttemptId; readonly step: StepKind }
  | {
      readonly kind: 'step-ended';
      readonly attemptId: AttemptId;
      readonly step: StepKind;
      readonly outcome: StepOutcome;
      readonly reason: Reason | null;
      readonly evidence: StepEvidence | null;
    }
  | {
      readonly kind: 'attempt-ended';
      readonly attemptId: AttemptId;
      readonly outcome: AttemptOutcome;
      readonly reason: Reason | null;
    };

/** What a step found out, small enough to travel: the proof that it took effect, or what went wrong. */
export interface StepEvidence {
  /** Last lines of output, bounded; never parsed. */
  readonly output?: string;
  readonly exitStatus?: number;
  readonly manifest?: Manifest;
  readonly manifestDigest?: Digest;
  /** `apply`, `way-back`, `verify`: the versions found afterwards. */
  readonly versions?: readonly {
    readonly name: string;
    readonly architecture: string;
    readonly version: string | null;
  }[];
  readonly units?: readonly { readonly unit: string; readonly before: string; readonly after: string }[];
  readonly staleProcesses?: readonly {
    readonly pid: number;
    readonly executable: string;
    readonly unit: string | null;
  }[];
  readonly bootIdBefore?: string;
  readonly bootIdAfter?: string;
}

/**
 * `done`: at the planned versions, proven. `gone-back`: at the versions of the manifest, proven, service restored.
 * `not-begun`: nothing was changed. `isolated`: neither could be proven, the host stays out of its service for a person.
 */
export type AttemptOutcome = 'done' | 'gone-back' | 'not-begun' | 'isolated';

/** What the machine decides next. */
export type NextAction =
  | { readonly kind: 'run-step'; readonly step: PlannedStep; readonly entry: 'fresh' | 'interrupted' }
  | { readonly kind: 'skip-step'; readonly step: PlannedStep; readonly reason: Reason }
  | { readonly kind: 'end-attempt'; readonly outcome: AttemptOutcome; readonly reason: Reason | null }
  | { readonly kind: 'nothing'; readonly reason: Reason };

/** What the decision may look at besides the host plan and the ledger. */
export interface ExecutionConditions {
  readonly now: Instant;
  readonly bootId: string;
  /** `/etc/slipway/stop` stands: begin nothing; before `apply` undrain and stop; from `apply` on finish. */
  readonly stopped: boolean;
  readonly hostId: HostId;
}
