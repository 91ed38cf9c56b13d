// The logical volumes that are mounted where policy says, each with its snapshot of one restore point.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { RestorePoint } from '@slipway/core/restore-point';
import { type Means, type Mount, mountAt, mountsNow } from '../means/index.ts';
import { type LogicalVolume, logicalVolumes } from './report.ts';

export type Lvm = Extract<RestorePoint, { kind: 'lvm' }>;

export interface MountedVolume {
  /** As policy names it. */
  readonly volume: string;
  readonly mount: Mount;
  readonly origin: LogicalVolume;
  readonly snapshotName: string;
  /** `null`: there is none. */
  readonly snapshot: LogicalVolume | null;
  /** The boot in which going back to it was asked for; `null`: it was not. */
  readonly askedInBoot: string | null;
}

export const mountedVolumes = async (
  { root, run }: Pick<Means, 'root' | 'run'>,
  { volumes }: Lvm,
  id: AttemptId,
): Promise<Outcome<readonly MountedVolume[]>> => {
  const mounts = await mountsNow();
  const listed = await logicalVolumes(run);
  if (!listed.ok) return listed;
  const found: MountedVolume[] = [];
  for (const [at, volume] of volumes.entries()) {
    const mount = mountAt(join(root, volume).replace(/(?<=.)\/$/, ''), mounts);
    const one = mountedVolume({ volume, mount, snapshotName: `slipway-${id}-${at}`, id }, listed.value);
    if (!one.ok) return one;
    found.push(one.value);
  }
  return ok(found);
};

const mountedVolume = (
  wish: {
    readonly volume: string;
    readonly mount: Mount | null;
    readonly snapshotName: string;
    readonly id: AttemptId;
  },
  listed: readonly LogicalVolume[],
): Outcome<MountedVolume> => {
  const { volume, mount, snapshotName, id } = wish;
  const unfit = (detail: string) => refuse('restore-point-unfit', { volume, kind: 'lvm', detail });
  if (mount === null) return unfit('nothing is mounted there');
  const origin = listed.find(({ device }) => device === mount.device);
  if (origin === undefined) return unfit(`${mount.source}, which is mounted there, is no logical volume`);
  if (mount.root !== '/') return unfit('a folder of a volume is mounted there, and not the whole of it');
  if (origin.origin !== '') return unfit('a snapshot is mounted there');
  if (origin.segmentType.startsWith('thin')) return unfit('it is a thin volume, which this version does not know');
  const snapshot = listed.find(({ group, name }) => group === origin.group && name === snapshotName) ?? null;
  const mark = origin.tags.find((tag) => tag.startsWith(markOf(id)));
  return ok({ volume, mount, origin, snapshotName, snapshot, askedInBoot: mark?.slice(markOf(id).length) ?? null });
};

/** A tag of the volume itself: the snapshot goes with the merge. */
export const markOf = (id: AttemptId): string => `slipway.back/${id}/`;

export const nameOf = ({ origin }: MountedVolume, name: string): string => `${origin.group}/${name}`;

export const bootIdNow = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
