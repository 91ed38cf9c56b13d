// Apply: exactly the plan's versions, from the staged files. What is at its target already is left alone. Right before it
// begins the package manager is asked once more what it would do; anything but what was approved, and it does not begin.

import { appliedInPart } from '@slipway/core/execution';
import { packageKey } from '@slipway/core/inventory';
import { type AttemptContext, failed, type StepResult } from '../context.ts';
import { holdKernel } from './kernels.ts';
import { bringsOwnAgent, newReporterIsHeard } from './own-agent.ts';
import { allStaged } from './own-files.ts';
import { type ExpectedPackage, packageTransaction } from './package-transaction.ts';
import { applyInParts, expectedAfter, transactionOf } from './parts.ts';
import { simulateRemaining } from './simulation.ts';

export const apply = async (context: AttemptContext): Promise<StepResult> => {
  const { hostPlan } = context;
  const staged = await allStaged(context);
  if (!staged.ok) return failed(staged.reason);
  const held = await holdKernel(context);
  if (!held.ok) return failed(held.reason);
  // An executor that goes on beside files of another version would start the next part by those.
  if (hostPlan.parts !== undefined && !bringsOwnAgent(hostPlan)) {
    return await applyInParts(context, hostPlan.parts, staged.value);
  }
  const applied = await packageTransaction(context, {
    ...transactionOf(context, staged.value, hostPlan.transaction),
    mayBegin: async () => await simulateRemaining(context, staged.value),
  });
  if (applied.outcome === 'failed' || !bringsOwnAgent(hostPlan)) return applied;
  const heard = await newReporterIsHeard(context);
  return heard.ok ? applied : failed(heard.reason, applied.evidence);
};

/** What was applied: every package of the transaction at its planned version, or those that were before the window was over. */
export const expectedNow = ({ attempt, hostPlan }: AttemptContext): readonly ExpectedPackage[] => {
  const inPart = appliedInPart(attempt.steps);
  if (inPart === null) return expectedAfter(hostPlan.transaction);
  const standing = new Map((inPart.evidence?.versions ?? []).map((one) => [packageKey(one), one.version]));
  return expectedAfter(hostPlan.transaction.filter((change) => standing.get(packageKey(change)) === change.to));
};
