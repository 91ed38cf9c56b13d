// One attempt's facts, read from the ledger for the step about to run.

import {
  type AttemptSummary,
  type ExecutionConditions,
  type LedgerEntry,
  type NextAction,
  type StepEvidence,
  summariseAttempt,
} from '@slipway/core/execution';
import type { AttemptId } from '@slipway/core/ids';
import type { HostPlan, PlanHeader } from '@slipway/core/plan';
import type { StepKind } from '@slipway/core/step';
import type { AttemptContext, ExecutorPorts } from './context.ts';

export const attemptContext = (options: {
  readonly ports: ExecutorPorts;
  readonly plan: { readonly hostPlan: HostPlan; readonly header: PlanHeader };
  readonly attemptId: AttemptId;
  readonly ledger: readonly LedgerEntry[];
  readonly action: Extract<NextAction, { kind: 'run-step' }>;
  readonly conditions: ExecutionConditions;
}): AttemptContext => {
  const { ports, plan, attemptId, ledger, action, conditions } = options;
  const attempt = summariseAttempt(ledger, attemptId);
  if (attempt === null) throw new Error(`the step machine ran a step of ${attemptId}, which the ledger does not know`);
  return {
    ports,
    attempt,
    attemptId,
    hostPlan: plan.hostPlan,
    header: plan.header,
    ...factsOf(attempt),
    direction: action.direction,
    conditions,
  };
};

/** What was found before the change. */
export const factsOf = (attempt: AttemptSummary): Pick<AttemptContext, 'manifest' | 'unitsBefore' | 'checksBefore'> => {
  const evidence: StepEvidence | null = attempt.steps.findLast((run) => run.step === 'manifest')?.evidence ?? null;
  return {
    manifest: evidence?.manifest ?? null,
    unitsBefore: unitsBefore(attempt),
    checksBefore: evidence?.checks ?? null,
  };
};

const BEFORE_CHANGE: ReadonlySet<StepKind> = new Set(['manifest', 'drain', 'quiesce', 'guests-away']);

/** As the steps before the change left them, the last word on each. */
const unitsBefore = ({ steps }: AttemptSummary): ReadonlyMap<string, string> =>
  new Map(
    steps
      .filter(({ step }) => BEFORE_CHANGE.has(step))
      .flatMap(({ evidence }) => (evidence?.units ?? []).map(({ unit, after }) => [unit, after] as const)),
  );
