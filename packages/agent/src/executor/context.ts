// What the executor works with: its ports, and one attempt's facts for the steps.

import type { TakenCheck } from '@slipway/core/check';
import type { AttemptSummary, ExecutionConditions, StepEvidence } from '@slipway/core/execution';
import type { AttemptId, HostId } from '@slipway/core/ids';
import type { Manifest } from '@slipway/core/inventory';
import type { HostPlan, PlanHeader } from '@slipway/core/plan';
import type { Reason } from '@slipway/core/reasons';
import type { StepOutcome } from '@slipway/core/step';
import type {
  Checks,
  Clock,
  ClusterQuestions,
  Crypto,
  ExecutorSwitch,
  FailureLogs,
  Guests,
  Hooks,
  HostConditions,
  Inbox,
  Kernels,
  Ledger,
  PackageExecutor,
  PackageFiles,
  PlanOfAttempt,
  RestorePointRecords,
  RestorePoints,
  ServiceManager,
  Staging,
  System,
  TransactionUnit,
  TrustStore,
} from '../ports/index.ts';

export interface ExecutorPorts {
  readonly checks: Checks;
  readonly clock: Clock;
  readonly cluster: ClusterQuestions;
  readonly conditions: HostConditions;
  readonly crypto: Crypto;
  readonly executorSwitch: ExecutorSwitch;
  readonly failureLogs: FailureLogs;
  readonly guests: Guests;
  readonly hooks: Hooks;
  readonly inbox: Pick<Inbox, 'read' | 'contactAt'>;
  readonly kernels: Kernels;
  readonly ledger: Ledger;
  readonly packageFiles: PackageFiles;
  readonly packages: PackageExecutor;
  readonly planOfAttempt: PlanOfAttempt;
  /** Of the plan that names the hooks by which the host is kept from its service. */
  readonly planOfIsolation: PlanOfAttempt;
  readonly restorePointRecords: RestorePointRecords;
  readonly restorePoints: RestorePoints;
  readonly services: ServiceManager;
  readonly staging: Staging;
  readonly system: System;
  readonly transactionUnit: TransactionUnit;
  readonly trust: TrustStore;
}

export interface ExecutorOptions {
  readonly hostId: HostId;
}

/** One attempt, as its steps see it. */
export interface AttemptContext {
  readonly ports: ExecutorPorts;
  readonly attemptId: AttemptId;
  /** As the ledger had it before this step was entered. */
  readonly attempt: AttemptSummary;
  readonly hostPlan: HostPlan;
  readonly header: PlanHeader;
  /** From this attempt's ledger entries; `null` before the manifest step has ended. */
  readonly manifest: Manifest | null;
  /** Unit states as the steps before the change left them, for comparison after it. */
  readonly unitsBefore: ReadonlyMap<string, string>;
  /** As the manifest step measured them, in the host plan's order; `null` where it measured none. */
  readonly checksBefore: readonly TakenCheck[] | null;
  /** `planned`: towards the plan's versions; `back`: towards the manifest's. */
  readonly direction: 'planned' | 'back';
  readonly conditions: ExecutionConditions;
}

export interface StepResult {
  readonly outcome: StepOutcome;
  readonly reason: Reason | null;
  readonly evidence: StepEvidence | null;
}

export const done = (evidence: StepEvidence | null = null): StepResult => ({ outcome: 'done', reason: null, evidence });
export const already = (evidence: StepEvidence | null = null): StepResult => ({
  outcome: 'already',
  reason: null,
  evidence,
});
export const failed = (reason: Reason, evidence: StepEvidence | null = null): StepResult => ({
  outcome: 'failed',
  reason,
  evidence,
});
export const skipped = (reason: Reason): StepResult => ({ outcome: 'skipped', reason, evidence: null });
