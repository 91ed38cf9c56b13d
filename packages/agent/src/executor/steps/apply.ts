// Apply: exactly the plan's versions, from the staged files. What is at its target already is left alone. Right before it
// begins the package manager is asked once more what it would do; anything but what was approved, and it does not begin.

import type { HostPlan } from '@slipway/core/plan';
import { planFiles } from '../../documents/index.ts';
import { type AttemptContext, failed, type StepResult } from '../context.ts';
import { holdKernel } from './kernels.ts';
import { bringsOwnAgent, newReporterIsHeard } from './own-agent.ts';
import { type ExpectedPackage, packageTransaction } from './package-transaction.ts';
import { simulateRemaining } from './simulation.ts';

export const apply = async (context: AttemptContext): Promise<StepResult> => {
  const { hostPlan, ports } = context;
  const staged = await ports.staging.stage({ index: hostPlan.index, files: planFiles(hostPlan) });
  if (!staged.ok) return failed(staged.reason);
  const held = await holdKernel(context);
  if (!held.ok) return failed(held.reason);
  const command = ports.packages.transactionCommand({
    staged: staged.value,
    changes: hostPlan.transaction,
    conffiles: hostPlan.conffiles,
  });
  const applied = await packageTransaction(context, {
    purpose: 'apply',
    command,
    expected: expectedAfter(hostPlan),
    staged: staged.value,
    mayBegin: async () => await simulateRemaining(context, staged.value),
    wanted: hostPlan.transaction.flatMap(({ name, architecture, to, file }) =>
      to === null || file === null ? [] : [{ name, architecture, version: to, file }],
    ),
  });
  if (applied.outcome === 'failed' || !bringsOwnAgent(hostPlan)) return applied;
  const heard = await newReporterIsHeard(context);
  return heard.ok ? applied : failed(heard.reason, applied.evidence);
};

/** Every package of the transaction at its planned version. */
export const expectedAfter = (hostPlan: HostPlan): readonly ExpectedPackage[] =>
  hostPlan.transaction.map(({ kind, name, architecture, to, automatic }) => ({
    ...{ name, architecture, version: to, automatic },
    ...(kind === 'install-beside' && to !== null ? { beside: to } : {}),
  }));
