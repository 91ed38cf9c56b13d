// Way back: the versions of the manifest again, from files that were proven to be there before the change began; where the plan
// has none of those, they do not lead there, or what they led to could not be proven, the restore point, with a boot into it.

import { packageKey } from '@slipway/core/inventory';
import type { HostPlan } from '@slipway/core/plan';
import { reason } from '@slipway/core/reasons';
import { type AttemptContext, done, failed, type StepResult } from '../context.ts';
import { leaveKernel } from './kernels.ts';
import { allStaged, withOwnFiles } from './own-files.ts';
import { type ExpectedPackage, packageTransaction } from './package-transaction.ts';
import { goDown } from './reboot.ts';
import { bringServicesBack } from './restart.ts';
import { type WatchedRestorePoint, watchedRestorePoint } from './restore-point.ts';

/** A boot loader that started something else twice does so a third time. */
const BOOTS_MAX = 3;

export const wayBack = async (context: AttemptContext): Promise<StepResult | 'rebooting'> => {
  const { wayBack: planned, restorePoint } = context.hostPlan;
  const point = restorePoint === undefined ? null : await watchedRestorePoint(context);
  if (point?.seen.state === 'back') return done({ restorePoint: point.seen });
  if (point?.seen.state === 'boot-due') return await boot(context, point);
  switch (planned.kind) {
    case 'none':
      return failed(planned.reason);
    case 'packages': {
      if (packagesWereTried(context)) return await restored(context, point, noPoint(context));
      const leaves = await leaveKernel(context);
      if (leaves === 'reboot') return await goDown(context);
      const result = await packagesBack(context, planned);
      return result.outcome === 'failed' && point !== null ? await restored(context, point, result) : result;
    }
    case 'restore-point':
      return await restored(context, point, noPoint(context));
    default:
      return planned satisfies never;
  }
};

/** The step machine enters this step a second time where the first one ended well and its host could not be proven. */
const packagesWereTried = ({ attempt }: AttemptContext): boolean =>
  attempt.steps.some(({ step, outcome }) => step === 'way-back' && outcome !== null);

const noPoint = (context: AttemptContext): StepResult =>
  failed(reason('restore-point-gone', { volumes: volumesOf(context) }));

type PackagesBack = Extract<HostPlan['wayBack'], { kind: 'packages' }>;

const packagesBack = async (context: AttemptContext, planned: PackagesBack): Promise<StepResult> => {
  const { ports } = context;
  const staged = await allStaged(context);
  if (!staged.ok) return failed(staged.reason);
  const previous = withOwnFiles(context, planned.previous);
  const result = await packageTransaction(context, {
    purpose: 'way-back',
    command: ports.packages.wayBackCommand({ attemptId: context.attemptId, staged: staged.value, previous }),
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

/** `otherwise`: what is said where the restore point leads nowhere either, since that came first. */
const restored = async (
  context: AttemptContext,
  point: WatchedRestorePoint | null,
  otherwise: StepResult,
): Promise<StepResult | 'rebooting'> => {
  const { attemptId, hostPlan, ports } = context;
  if (point === null || hostPlan.restorePoint === undefined) return otherwise;
  if (point.against !== null) return withPoint(failed(point.against), point);
  const gone = await ports.restorePoints.goBack(hostPlan.restorePoint, attemptId);
  return gone.ok ? await boot(context, point) : withPoint(failed(gone.reason), point);
};

/** Whoever still works there, works on what is about to go: nobody is warned, the host is out of its service and has failed. */
const boot = async (context: AttemptContext, point: WatchedRestorePoint): Promise<StepResult | 'rebooting'> => {
  const open = context.attempt.steps.at(-1);
  const boots = open?.step === 'way-back' ? new Set([...open.boots, context.conditions.bootId]).size : 1;
  if (boots > BOOTS_MAX) return withPoint(failed(reason('restore-point-not-booted', { boots: boots - 1 })), point);
  const gone = await goDown(context);
  return gone === 'rebooting' ? gone : withPoint(gone, point);
};

const withPoint = (result: StepResult, { seen }: WatchedRestorePoint): StepResult => ({
  ...result,
  evidence: { ...result.evidence, restorePoint: seen },
});

const volumesOf = ({ hostPlan }: AttemptContext): string => (hostPlan.restorePoint?.volumes ?? []).join(' and ');

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
