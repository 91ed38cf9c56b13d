// A host plan that may be applied in parts: for agents with `parts/1`.

import type { HostPlan } from '@slipway/core/plan';
import type { Whole } from '../whole.ts';
import { hostPlanOf } from './plan.ts';
import { type BundleAndHeader, bundleOf } from './restoring-host-plans.ts';

const PARTS = { changeSeconds: 17, afterSeconds: 410 } satisfies Whole<HostPlan['parts']>;

export const partsBundle = (hostId: string): BundleAndHeader => bundleOf({ ...hostPlanOf(hostId), parts: PARTS });
