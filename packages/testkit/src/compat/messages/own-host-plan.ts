// A host plan that goes back by what its host has itself, from every place: for agents with `way-back/1`.

import type { HostPlan, PreviousVersion } from '@slipway/core/plan';
import { digestOfText } from '../../builders/index.ts';
import { hostPlanOf } from './plan.ts';
import { type BundleAndHeader, bundleOf } from './restoring-host-plans.ts';

const at = (name: string) => ({ name, architecture: 'amd64', version: '1:1.0-1' });
const EVERY_PLACE: Readonly<Record<NonNullable<PreviousVersion['place']>, PreviousVersion>> = {
  'host-cache': {
    ...at('libcached1'),
    file: { sha256: digestOfText('libcached1'), sizeBytes: 1000 },
    place: 'host-cache',
  },
  rebuilt: { ...at('librebuilt1'), file: null, place: 'rebuilt' },
};

export const ownBundle = (hostId: string): BundleAndHeader => {
  const plain = hostPlanOf(hostId);
  const { wayBack } = plain;
  if (wayBack.kind !== 'packages') throw new Error(`${hostId} goes back by packages`);
  const previous = [...wayBack.previous, ...Object.values(EVERY_PLACE)];
  return bundleOf({ ...plain, wayBack: { ...wayBack, previous } } satisfies HostPlan);
};
