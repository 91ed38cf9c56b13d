// Way back: the versions of the manifest again, from files that were proven to be there before the change began.

import { packageKey } from '@slipway/core/inventory';
import { planFiles } from '../../documents/index.ts';
import { type AttemptContext, failed, type StepResult } from '../context.ts';
import { type ExpectedPackage, packageTransaction } from './package-transaction.ts';
import { bringServicesBack } from './restart.ts';

export const wayBack = async (context: AttemptContext): Promise<StepResult> => {
  const { hostPlan, ports } = context;
  if (hostPlan.wayBack.kind === 'none') return failed(hostPlan.wayBack.reason);
  const staged = await ports.staging.stage({ index: hostPlan.index, files: planFiles(hostPlan) });
  if (!staged.ok) return failed(staged.reason);
  const { previous } = hostPlan.wayBack;
  const result = await packageTransaction(context, {
    purpose: 'way-back',
    command: ports.packages.wayBackCommand({ staged: staged.value, previous }),
    expected: expectedBack(context),
    staged: staged.value,
    wanted: previous.flatMap(({ name, architecture, version, file }) =>
      version === null || file === null ? [] : [{ name, architecture, version, file }],
    ),
  });
  // With its own reason: that the way back failed is said by the attempt's end, which puts this one into its sentence.
  if (result.outcome === 'failed') return result;
  const units = await bringServicesBack(context);
  return units.length === 0 ? result : { ...result, evidence: { ...result.evidence, units } };
};

/** Every package of the transaction at the version that the manifest has; what the manifest lacks is gone again. */
export const expectedBack = (context: AttemptContext): readonly ExpectedPackage[] => {
  const before = new Map((context.manifest?.packages ?? []).map((found) => [packageKey(found), found]));
  return context.hostPlan.transaction.map(({ kind, name, architecture, from, to, automatic }) => {
    // The others of the name were there before and stay.
    if (kind === 'install-beside' && to !== null) return { name, architecture, version: null, automatic, beside: to };
    const found = before.get(packageKey({ name, architecture }));
    return { name, architecture, version: found?.version ?? from, automatic: found?.automatic ?? automatic };
  });
};
