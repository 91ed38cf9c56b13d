// One attempt's facts, read from the ledger for the step about to run.

import type { ExecutionConditions, LedgerEntry } from '@slipway/core/execution';
import type { AttemptId } from '@slipway/core/ids';
import type { HostPlan, PlanHeader } from '@slipway/core/plan';
import type { StepKind } from '@slipway/core/step';
import type { AttemptContext, ExecutorPorts } from './context.ts';

export const attemptContext = (options: {
  readonly ports: ExecutorPorts;
  readonly plan: { readonly hostPlan: HostPlan; readonly header: PlanHeader };
  readonly attemptId: AttemptId;
  readonly ledger: readonly LedgerEntry[];
  readonly step: StepKind;
  readonly conditions: ExecutionConditions;
}): AttemptContext => {
  const { ports, plan, attemptId, ledger, step, conditions } = options;
  const mine = ledger.filter((entry) => 'attemptId' in entry && entry.attemptId === attemptId);
  const manifestEvidence = mine.findLast((entry) => entry.kind === 'step-ended' && entry.step === 'manifest');
  const evidence = manifestEvidence?.kind === 'step-ended' ? manifestEvidence.evidence : null;
  const wentBack = mine.some(
    (entry) => entry.kind === 'step-ended' && entry.step === 'way-back' && entry.outcome !== 'failed',
  );
  const begun = mine.findLast((entry) => entry.kind === 'step-begun' && entry.step === step);
  return {
    ports,
    attemptId,
    hostPlan: plan.hostPlan,
    header: plan.header,
    manifest: evidence?.manifest ?? null,
    unitsBefore: new Map((evidence?.units ?? []).map((unit) => [unit.unit, unit.before])),
    direction: wentBack || step === 'way-back' ? 'back' : 'planned',
    stepBegunInBoot: begun?.bootId ?? null,
    conditions,
  };
};
