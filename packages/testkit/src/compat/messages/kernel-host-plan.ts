// A host plan that boots a kernel and takes an old one away: for agents with `kernels/1`.

import type { PlannedKernels } from '@slipway/core/kernel';
import type { HostPlan } from '@slipway/core/plan';
import type { PlannedStep } from '@slipway/core/step';
import type { Whole } from '../whole.ts';
import { hostPlanOf } from './plan.ts';
import { type BundleAndHeader, bundleOf } from './restoring-host-plans.ts';

const KERNELS = {
  boot: '6.1.0-56-cloud-amd64',
  trial: 'required' as const,
  removals: [
    {
      name: 'linux-image-6.1.0-47-cloud-amd64',
      architecture: 'amd64',
      version: '6.1.170-3',
      release: '6.1.0-47-cloud-amd64',
    },
  ],
} satisfies PlannedKernels;

export const kernelsBundle = (hostId: string): BundleAndHeader => bundleOf({ ...hostPlanOf(hostId), kernels: KERNELS });

const MAKING_ROOM = {
  ...KERNELS,
  before: [
    {
      name: 'linux-image-6.1.0-44-cloud-amd64',
      architecture: 'amd64',
      version: '6.1.164-1',
      release: '6.1.0-44-cloud-amd64',
    },
  ],
} satisfies Whole<HostPlan['kernels']>;

/** One that takes an old kernel away before the change: for agents with `kernels/2`. */
export const makingRoomBundle = (hostId: string): BundleAndHeader => {
  const plan = hostPlanOf(hostId);
  const steps = plan.steps.flatMap((step): readonly PlannedStep[] =>
    step.kind === 'apply' ? [{ kind: 'make-room', run: { how: 'built-in' }, timeoutSeconds: 1800 }, step] : [step],
  );
  return bundleOf({ ...plan, steps, kernels: MAKING_ROOM });
};
