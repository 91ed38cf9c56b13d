// How one host plan runs on one host. See index.ts.

import type { TakenCheck } from '../check/index.ts';
import type { GoneGuest, GuestChange } from '../guest/index.ts';
import type { AttemptId, Digest, HostId, RolloutId } from '../ids/index.ts';
import type { Manifest } from '../inventory/index.ts';
import type { VersionFile } from '../patch-set/index.ts';
import type { ConffileDecision } from '../policy/index.ts';
import type { Reason } from '../reasons/index.ts';
import type { SeenRestorePoint } from '../restore-point/index.ts';
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
  | {
      readonly kind: 'adopted' | 'left';
      readonly order: number;
      readonly generation: number;
      readonly taken: readonly string[];
    }
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
      /** The last line of its boot, before systemd is asked; only where the plan warns people, so that its wait has an end. */
      readonly kind: 'reboot-asked';
      readonly attemptId: AttemptId;
      readonly people: WarnedPeople;
    }
  | {
      /** Before the first of them is touched; only where the plan sends guests away. What is written here is what comes back. */
      readonly kind: 'guests-going';
      readonly attemptId: AttemptId;
      readonly guests: readonly GoneGuest[];
    }
  | {
      /** Before its unit is started; only where the plan may be applied in parts. What is written here is what is found again. */
      readonly kind: 'part-begun';
      readonly attemptId: AttemptId;
      readonly changes: readonly PartChange[];
    }
  | {
      /** Without an `attempt-begun` before it: the grant was turned away, see turned-away.ts. */
      readonly kind: 'attempt-ended';
      readonly attemptId: AttemptId;
      readonly outcome: AttemptOutcome;
      readonly reason: Reason | null;
    }
  | {
      /** An order to be kept from its service was accepted, or renewed. */
      readonly kind: 'isolation-begun';
      readonly order: number;
      readonly hostPlanDigest: Digest;
      readonly expiresAt: Instant;
      readonly reason: Reason;
    }
  | {
      readonly kind: 'isolation-step-begun';
      readonly order: number;
      readonly step: IsolationStep;
      /** Of `undrain`: why it serves again. */
      readonly reason: Reason | null;
    }
  | {
      readonly kind: 'isolation-step-ended';
      readonly order: number;
      readonly step: IsolationStep;
      readonly outcome: StepOutcome;
      readonly reason: Reason | null;
      readonly evidence: HookEvidence | null;
    }
  /** It serves. Without an `isolation-begun` before it: the order was turned away, or there was nothing to end. */
  | { readonly kind: 'isolation-ended'; readonly order: number; readonly reason: Reason };

/** One change of the host plan's transaction. */
export interface PartChange {
  readonly name: string;
  readonly architecture: string;
}

/** What is done to a host to keep it from its service, and to give it back: hooks that its host plan names. */
export type IsolationStep = 'ask-cluster' | 'drain' | 'undrain';

/** What a hook said. */
export type HookEvidence = Pick<StepEvidence, 'output' | 'exitStatus'>;

/** `none`: nobody was logged in, or nobody any more. `not-told`: somebody may have been, and could not be told. */
export type WarnedPeople = 'none' | 'told' | 'not-told';

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
  /** `manifest`, `verify`: the host plan's checks, in its order. */
  readonly checks?: readonly TakenCheck[];
  /** `preflight`: what was made anew from what is installed, for the way back. */
  readonly rebuilt?: readonly VersionFile[];
  readonly bootIdBefore?: string;
  readonly bootIdAfter?: string;
  /** `manifest`, `reboot`, `verify`, of a plan that says something of kernels: what runs, as `uname -r` has it. */
  readonly kernel?: string;
  /** `restore-point`, `apply`, `way-back`: what became of it. */
  readonly restorePoint?: SeenRestorePoint;
  /** `guests-away`, `guests-back`. */
  readonly guests?: readonly GuestChange[];
  /** `clean-up`, `restore-point`: those that were taken away, by the attempt that made them. */
  readonly restorePointsGone?: readonly AttemptId[];
  /** Of a failed step: what the host's own logs say of its time. Only where {@link StartGrant.logs} wants it. */
  readonly logs?: readonly CollectedLog[];
  /** `apply`, `way-back`: only where {@link StartGrant.transaction} wants it. Absent: there is nothing to tell. */
  readonly transaction?: TransactionTrace;
}

/** What a package transaction left on the host beside the versions. */
export interface TransactionTrace {
  /** Its numbers in dnf's history, in order: several where it was applied in parts, or cut. apt keeps no such numbers. */
  readonly history: readonly number[];
  /** Configuration files of the plan with another version beside them. */
  readonly left: readonly LeftBeside[];
  /** Why some of this could not be found out. */
  readonly problem?: string;
}

/** A configuration file, and what lies beside it for a person to compare: `/etc/app.conf` and `/etc/app.conf.dpkg-dist`. */
export interface LeftBeside {
  readonly package: string;
  readonly path: string;
  readonly decision: ConffileDecision;
  /** `since`: its inode was changed last then. What was there before this transaction is older than it. */
  readonly beside: readonly { readonly path: string; readonly since: Instant }[];
}

/** Logs of the host itself: of its package manager and of its service manager. */
export type LogName = 'dpkg' | 'apt-term' | 'dnf' | 'dnf-rpm' | 'journal';

/** One log, of the time of a failed step. Small; what looks like a secret is taken out before it is written. */
export interface CollectedLog {
  readonly log: LogName;
  /**
   * `nothing`: it says nothing of that time. `absent`: this host has no such log. `unreadable`: `detail` says why. `kept`: root
   * of the host lets no lines leave it.
   */
  readonly found: 'lines' | 'nothing' | 'absent' | 'unreadable' | 'kept';
  /** In order; where there are too many, the last ones. */
  readonly lines: readonly LogLine[];
  readonly detail?: string;
}

export interface LogLine {
  readonly text: string;
  /** Where the log says it of the line. */
  readonly at?: Instant;
  readonly unit?: string;
  /** The program that wrote it, as the journal has it: `systemd`, `kernel`, `nginx`. */
  readonly by?: string;
}

/**
 * `done`: at the planned versions, proven. `part-done`: some are, proven, and the rest is untouched, for the window was over.
 * `gone-back`: at the versions of the manifest, proven, service restored. `not-begun`: nothing was changed. `isolated`: nothing
 * of that could be proven, the host stays out of its service for a person.
 */
export type AttemptOutcome = 'done' | 'part-done' | 'gone-back' | 'not-begun' | 'isolated';

/**
 * What the machine decides next. What the executor writes before it acts is `factFor(action, attemptId)`.
 * `run-step`: write `step-begun` (at every entry, so that entries can be counted), do it, write `step-ended`.
 * `skip-step`, `fail-step`: write `step-ended` with `skipped` or `failed`; nothing is run.
 * `nothing`: the attempt has not begun or has ended.
 */
export type NextAction =
  | {
      readonly kind: 'run-step';
      readonly step: PlannedStep;
      /** `interrupted`: begun before, end unknown. Every step is safe to repeat or finds itself done. */
      readonly entry: 'fresh' | 'interrupted';
      /** `back`: since the way back was entered; `verify` then proves the versions of the manifest, not the planned ones. */
      readonly direction: 'planned' | 'back';
    }
  | { readonly kind: 'skip-step'; readonly step: PlannedStep; readonly reason: Reason }
  | { readonly kind: 'fail-step'; readonly step: PlannedStep; readonly reason: Reason }
  | { readonly kind: 'end-attempt'; readonly outcome: AttemptOutcome; readonly reason: Reason | null }
  | { readonly kind: 'nothing'; readonly reason: Reason };

/** What the decision may look at besides the host plan and the ledger. */
export interface ExecutionConditions {
  readonly now: Instant;
  readonly bootId: string;
  /** `/etc/slipway/stop` stands: begin nothing; before `apply` undrain and stop; from `apply` on finish. */
  readonly stopped: boolean;
  /** `lost`: the controller cannot be reached. Before `apply` undrain and stop; from `apply` on finish without it. */
  readonly contact: 'held' | 'lost';
  readonly hostId: HostId;
}

/** The place after the last entry: what the next one names, and what every check-in carries. */
export interface LedgerHead {
  /** 0 for an empty ledger. */
  readonly sequence: number;
  /** Of the last entry; {@link LedgerEntryBase.previous} of the first entry is `sha256:` and 64 zeros. */
  readonly digest: Digest;
  /** The highest that any entry names. */
  readonly generation: number;
}

/** An entry about an attempt: what travels to the controller. Known by host and sequence, so sending it twice changes nothing. */
export type StepEvent = Extract<LedgerEntry, { readonly attemptId: AttemptId }>;

/** One attempt as its ledger tells it. */
export interface AttemptSummary {
  readonly attemptId: AttemptId;
  readonly hostPlanDigest: Digest;
  readonly generation: number;
  readonly begunAt: Instant;
  /** In the order of their entry; a step that was tried again is listed again. */
  readonly steps: readonly StepRun[];
  readonly ended: { readonly outcome: AttemptOutcome; readonly reason: Reason | null; readonly at: Instant } | null;
}

/** One try of one step, interruptions included. */
export interface StepRun {
  readonly step: StepKind;
  /** `null` where it was skipped without being begun. */
  readonly begunAt: Instant | null;
  /** Boot in which it was begun first: what a reboot is judged against. */
  readonly begunInBoot: string | null;
  /** How often it was begun: above 1, it was interrupted. */
  readonly entries: number;
  /** Of `reboot`, where the plan warns people: when systemd was asked last, and what became of them. */
  readonly asked?: { readonly at: Instant; readonly people: WarnedPeople };
  /** Of `guests-away`: whom it began to send away. */
  readonly guests?: readonly GoneGuest[];
  /** Of `apply`: the parts that were begun, in order. */
  readonly parts?: readonly BegunPart[];
  readonly boots: readonly string[];
  readonly endedAt: Instant | null;
  /** `null`: under way or interrupted. */
  readonly outcome: StepOutcome | null;
  readonly reason: Reason | null;
  readonly evidence: StepEvidence | null;
}

export interface BegunPart {
  readonly at: Instant;
  readonly bootId: string;
  readonly changes: readonly PartChange[];
}

/** Whether the host may be changed, by the last order that it obeyed. */
export interface Adoption {
  readonly mode: 'adopted' | 'observed';
  /** 0: never had an order. */
  readonly order: number;
  readonly taken: readonly string[];
}

/** Signed word that a host is to be kept from its service, by the hooks of its own plan, or to serve. */
export type IsolationOrder = {
  readonly schema: 'slipway.isolation/1';
  readonly hostId: HostId;
  /** Rises with every order, beside that of adoption, and never falls. */
  readonly order: number;
  readonly reason: Reason;
  readonly issuedAt: Instant;
} & (
  | {
      readonly mode: 'isolated';
      readonly planDigest: Digest;
      readonly hostPlanDigest: Digest;
      /** From then on the host serves again by itself. */
      readonly expiresAt: Instant;
    }
  | { readonly mode: 'serving' }
);

/** Signed, short-lived permission for one host to begin. */
export interface StartGrant {
  readonly schema: 'slipway.start-grant/1';
  readonly hostId: HostId;
  readonly rolloutId: RolloutId;
  readonly attemptId: AttemptId;
  readonly planDigest: Digest;
  readonly hostPlanDigest: Digest;
  readonly generation: number;
  readonly occurrenceId: string;
  /** The controller's clock at signing: an agent more than 120 s away from it refuses. */
  readonly issuedAt: Instant;
  readonly latestStartAt: Instant;
  /**
   * This controller reads {@link StepEvidence.logs}; absent: it may be one of an earlier version, which would refuse the
   * whole ledger for them. Only to agents with `failure-logs/1`.
   */
  readonly logs?: 'wanted';
  /** Likewise of {@link StepEvidence.transaction}, and only to agents with `transaction/1`. */
  readonly transaction?: 'wanted';
}
