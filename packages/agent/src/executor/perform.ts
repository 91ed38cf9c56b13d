// From a planned step to the function that does it.

import type { PlannedStep } from '@slipway/core/step';
import type { AttemptContext, StepResult } from './context.ts';
import {
  apply,
  askBeforeDrain,
  askCluster,
  callHook,
  cleanUp,
  guestsAway,
  guestsBack,
  makeRoom,
  manifest,
  preflight,
  reboot,
  repair,
  restart,
  restorePoint,
  settle,
  unbuilt,
  verify,
  wayBack,
  withRestorePoint,
} from './steps/index.ts';

export const performStep = async (context: AttemptContext, step: PlannedStep): Promise<StepResult | 'rebooting'> => {
  if (step.kind === 'ask-cluster') return await askCluster(context, step);
  if (step.kind === 'settle') return await settle(context, step);
  const refused = step.kind === 'drain' ? await askBeforeDrain(context) : null;
  if (refused !== null) return refused;
  if (step.run.how === 'hook') return await callHook(context, step, step.run.call);
  switch (step.kind) {
    case 'repair':
      return await repair(context, step);
    case 'preflight':
      return await preflight(context, step);
    case 'manifest':
      return await manifest(context);
    case 'guests-away':
      return await guestsAway(context);
    case 'guests-back':
      return await guestsBack(context);
    case 'restore-point':
      return await restorePoint(context);
    case 'make-room':
      return await makeRoom(context);
    case 'apply':
      return await withRestorePoint(context, await apply(context));
    case 'restart':
      return await restart(context);
    case 'reboot':
      return await reboot(context);
    case 'verify':
      return await withRestorePoint(context, await verify(context, step));
    case 'way-back':
      return await wayBack(context);
    case 'clean-up':
      return await cleanUp(context);
    case 'drain':
    case 'quiesce':
    case 'undrain':
    case 'confirm':
      return unbuilt(step.kind);
  }
};
