// A host plan that boots a kernel and takes an old one away: for agents with `kernels/1`.

import type { HostPlan } from '@slipway/core/plan';
import type { Whole } from '../whole.ts';
import { hostPlanOf } from './plan.ts';
import { type BundleAndHeader, bundleOf } from './restoring-host-plans.ts';

const KERNELS = {
  boot: '6.1.0-56-cloud-amd64',
  trial: 'required',
  removals: [
    {
      name: 'linux-image-6.1.0-47-cloud-amd64',
      architecture: 'amd64',
      version: '6.1.170-3',
      release: '6.1.0-47-cloud-amd64',
    },
  ],
} satisfies Whole<HostPlan['kernels']>;

export const kernelsBundle = (hostId: string): BundleAndHeader => bundleOf({ ...hostPlanOf(hostId), kernels: KERNELS });
