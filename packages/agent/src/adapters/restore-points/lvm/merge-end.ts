// The end of a merge. The kernel moves the blocks back by itself from the boot on; that they all are, LVM writes down only where somebody
// polls for it, and nobody does for a root that the initrd activated (Debian 12: its merge stood at 0 % for as long as the host ran,
// and no snapshot could be made of it meanwhile).

import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptId } from '@slipway/core/ids';
import type { Outcome } from '@slipway/core/reasons';
import { type Means, runProgram } from '../means/index.ts';
import { bootIdNow, type Lvm, type MountedVolume, mountedVolumes, nameOf } from './volumes.ts';

/** The blocks moved while the host came up; writing that down takes seconds. */
const WAIT_MS_MAX = 60_000;
const WAIT_LOOK_MS = 1000;

/** Has LVM poll in the background for every merge that a boot has begun. Asked again it does no harm. */
export const pollMerges = async ({ run }: Means, volumes: readonly MountedVolume[], bootId: string): Promise<void> => {
  for (const volume of volumes.filter((one) => isMerging(one, bootId))) {
    // What this cannot do whoever takes the restore point away meets, and tells.
    await runProgram(run, 'put back', ['/usr/sbin/lvchange', '--poll', 'y', nameOf(volume, volume.origin.name)]);
  }
};

/** The volumes, once no merge of an earlier boot's asking is under way; as they are where one takes longer than seconds. */
export const volumesMerged = async (
  means: Means,
  point: Lvm,
  id: AttemptId,
): Promise<Outcome<readonly MountedVolume[]>> => {
  const bootId = await bootIdNow();
  const untilMs = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const found = await mountedVolumes(means, point, id);
    if (!found.ok || !found.value.some((one) => isMerging(one, bootId)) || performance.now() > untilMs) return found;
    await pollMerges(means, found.value, bootId);
    await sleep(WAIT_LOOK_MS);
  }
};

const isMerging = ({ askedInBoot, snapshot }: MountedVolume, bootId: string): boolean =>
  askedInBoot !== null && askedInBoot !== bootId && snapshot?.isMerging === true;
