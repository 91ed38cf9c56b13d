// From a planned step to the function that does it.

import type { PlannedStep } from '@slipway/core/step';
import type { AttemptContext, StepResult } from './context.ts';
import {
  apply,
  askBeforeDrain,
  askCluster,
  callHook,
  manifest,
  preflight,
  reboot,
  repair,
  restart,
  settle,
  unbuilt,
  verify,
  wayBack,
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
    case 'apply':
      return await apply(context);
    case 'restart':
      return await restart(context);
    case 'reboot':
      return await reboot(context);
    case 'verify':
      return await verify(context, step);
    case 'way-back':
      return await wayBack(context);
    case 'drain':
    case 'quiesce':
    case 'restore-point':
    case 'undrain':
    case 'confirm':
      return unbuilt(step.kind);
  }
};
