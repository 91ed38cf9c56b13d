// Host plans that make a restore point, one of each kind, and go back by it: for agents with `restore-point/1`.

import { digestOf, type Envelope, merkleRoot } from '@slipway/core/document';
import { bundleFor, type HostPlan, type HostPlanBundle, type PlanHeader } from '@slipway/core/plan';
import { reason } from '@slipway/core/reasons';
import type { RestorePoint } from '@slipway/core/restore-point';
import { sha256 } from '../../builders/index.ts';
import { sealed } from '../../signer/index.ts';
import type { EachKind } from '../whole.ts';
import { hostPlanOf, PLAN } from './plan.ts';
import { ALL } from './trust.ts';

const kept = { volumes: ['/', '/var'], keepHours: 48, keepMax: 2 };
const POINTS: EachKind<RestorePoint> = {
  btrfs: { kind: 'btrfs', ...kept, freePercentMin: 20 },
  lvm: { kind: 'lvm', ...kept, sizePercent: 20 },
  hook: { kind: 'hook', ...kept, hook: 'hypervisor', parameters: { pool: 'a' }, timeoutSeconds: 300 },
};
export const EVERY_RESTORE_POINT: readonly RestorePoint[] = Object.values(POINTS);

export type RestoringName = `restoring-${RestorePoint['kind']}`;

/** Each with the header of the plan that it belongs to. */
export const restoringBundles = (hostId: string): Readonly<Record<RestoringName, BundleAndHeader>> => ({
  'restoring-btrfs': restoringBundle(hostId, POINTS.btrfs),
  'restoring-lvm': restoringBundle(hostId, POINTS.lvm),
  'restoring-hook': restoringBundle(hostId, POINTS.hook),
});

export interface BundleAndHeader {
  readonly bundle: HostPlanBundle;
  readonly header: Envelope;
}

const restoringBundle = (hostId: string, restorePoint: RestorePoint): BundleAndHeader => {
  const lost = reason('no-way-back', { package: 'openssl', version: '3.0.15-1~deb12u1' });
  const wayBack: HostPlan['wayBack'] = { kind: 'restore-point', when: 'automatic', reason: lost };
  return bundleOf({ ...hostPlanOf(hostId), restorePoint, wayBack });
};

export const bundleOf = (hostPlan: HostPlan): BundleAndHeader => {
  const hostPlans = PLAN.header.hostPlans.map((one) =>
    one.hostId === hostPlan.hostId ? { ...one, digest: digestOf(hostPlan, sha256) } : one,
  );
  const digests = hostPlans.map(({ digest }) => digest);
  const header: PlanHeader = { ...PLAN.header, hostPlans, hostPlansRoot: merkleRoot(digests, sha256) };
  const envelope = sealed('application/vnd.slipway.plan-header+json;version=1', header, ALL);
  return { bundle: bundleFor({ header, envelope, hostPlan, sha256 }), header: envelope };
};
