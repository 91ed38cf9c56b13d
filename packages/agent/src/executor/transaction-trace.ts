// A package transaction comes with what it left beside the versions, where the controller that granted it reads that: its numbers
// in the package manager's own history, and what lies beside the plan's configuration files. What cannot be found out is told; the
// step's own end never depends on it.

import type { StepEvidence, TransactionTrace } from '@slipway/core/execution';
import type { AttemptId } from '@slipway/core/ids';
import type { HostPlan } from '@slipway/core/plan';
import { explain } from '@slipway/core/reasons';
import type { StepKind } from '@slipway/core/step';
import type { ExecutorPorts, StepResult } from './context.ts';

export const resultWithTrace = async (
  ports: Pick<ExecutorPorts, 'packages' | 'packageFiles'>,
  { hostPlan, attemptId }: { readonly hostPlan: Pick<HostPlan, 'conffiles'>; readonly attemptId: AttemptId },
  step: StepKind,
  result: StepResult,
): Promise<StepResult> => {
  if (step !== 'apply' && step !== 'way-back') return result;
  // What lies beside a file then was there before, and nothing was begun that a history could have.
  if (result.reason?.code === 'apply-not-begun') return result;
  const history = await ports.packages.history({ purpose: step, attemptId });
  const left = await ports.packageFiles.leftBeside(hostPlan.conffiles);
  const problems = [history, left].flatMap((one) => (one.ok ? [] : [explain(one.reason)]));
  const trace: TransactionTrace = {
    history: history.ok ? history.value : [],
    left: left.ok ? left.value : [],
    ...(problems.length === 0 ? {} : { problem: problems.join(' ') }),
  };
  if (trace.history.length === 0 && trace.left.length === 0 && problems.length === 0) return result;
  const evidence: StepEvidence = { ...result.evidence, transaction: trace };
  return { ...result, evidence };
};
