import type { AttemptId } from '@slipway/core/ids';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { RestorePointState } from '@slipway/core/restore-point';
import type { RestorePointLook } from '../../../ports/index.ts';
import type { Means } from '../means/index.ts';
import { pollMerges } from './merge-end.ts';
import { bootIdNow, type Lvm, type MountedVolume, mountedVolumes } from './volumes.ts';

/** A host that has just come back is looked at, and its merge ends by that. */
export const look = async (means: Means, point: Lvm, id: AttemptId): Promise<Outcome<RestorePointLook>> => {
  const found = await mountedVolumes(means, point, id);
  if (!found.ok) return found;
  const bootId = await bootIdNow();
  await pollMerges(means, found.value, bootId);
  return ok(stateOf(found.value, bootId));
};

/** The worst of all volumes first: what leads back of some of them leads nowhere. */
const WORST_FIRST: readonly RestorePointState[] = ['full', 'gone', 'standing', 'boot-due', 'back'];

export const stateOf = (volumes: readonly MountedVolume[], bootId: string): RestorePointLook => {
  const states = new Set(volumes.map((one) => stateOfOne(one, bootId)));
  const used = volumes.flatMap(({ snapshot }) => snapshot?.usedPercent ?? []);
  return {
    state: WORST_FIRST.find((state) => states.has(state)) ?? 'gone',
    usedPercent: used.length === 0 ? null : Math.max(...used),
    holdsLedger: false,
  };
};

/** Once the volume was activated with the merge asked for it shows what it held before, whether or not the merge has ended. */
const stateOfOne = ({ snapshot, askedInBoot }: MountedVolume, bootId: string): RestorePointState => {
  if (snapshot !== null && (snapshot.isInvalid || (snapshot.usedPercent ?? 0) >= 100)) return 'full';
  if (askedInBoot !== null) return askedInBoot === bootId ? 'boot-due' : 'back';
  return snapshot === null ? 'gone' : 'standing';
};
