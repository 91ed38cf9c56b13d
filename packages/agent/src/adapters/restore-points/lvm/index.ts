// Restore points of LVM: snapshots of logical volumes with room of their own set aside, watched, and merged back at the next boot.
// What was written to a volume since is lost with the merge. A snapshot whose room ran out is invalid, and leads nowhere.
// May import: ../means, ports, core, node:.

import { join, relative } from 'node:path';
import type { AttemptId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { RestorePointLook, RestorePointWish } from '../../../ports/index.ts';
import {
  carryOver,
  type Means,
  mountHolding,
  mountsNow,
  runProgram,
  type Variant,
  whyNotBootable,
} from '../means/index.ts';
import { look } from './look.ts';
import { volumesMerged } from './merge-end.ts';
import { withSnapshot } from './mounted.ts';
import { bootIdNow, type Lvm, type MountedVolume, markOf, mountedVolumes, nameOf } from './volumes.ts';

export const lvm = (means: Means): Variant<Lvm> => ({
  make: async (point, wish) => await make(means, point, wish),
  look: async (point, id) => await look(means, point, id),
  goBack: async (point, id) => await goBack(means, point, id),
  remove: async (point, id) => await remove(means, point, id),
});

const make = async (means: Means, point: Lvm, wish: RestorePointWish): Promise<Outcome<RestorePointLook>> => {
  const found = await mountedVolumes(means, point, wish.id);
  if (!found.ok) return found;
  for (const volume of found.value) {
    if (volume.snapshot !== null) continue;
    const made = await snapshotOf(means, point, volume);
    if (!made.ok) return made;
  }
  const bootable = await isBootable(means, found.value, wish);
  return bootable.ok ? await look(means, point, wish.id) : bootable;
};

const snapshotOf = async ({ run }: Means, { sizePercent }: Lvm, volume: MountedVolume): Promise<Outcome<string>> => {
  const { origin, snapshotName } = volume;
  const bytes = Math.ceil((origin.sizeBytes * sizePercent) / 100);
  if (bytes > origin.groupFreeBytes) {
    const detail = `${origin.groupFreeBytes} bytes are free in the volume group ${origin.group}, and ${bytes} are to be set aside`;
    return refuse('restore-point-no-room', { volume: volume.volume, detail });
  }
  return await runProgram(run, 'made', [
    '/usr/sbin/lvcreate',
    '--yes',
    '--snapshot',
    ...['--size', `${Math.ceil(bytes / 512)}s`],
    ...['--name', snapshotName],
    nameOf(volume, origin.name),
  ]);
};

const isBootable = async (
  means: Means,
  volumes: readonly MountedVolume[],
  { changesKernel }: RestorePointWish,
): Promise<Outcome<void>> => {
  const names = volumes.map(({ volume }) => volume).join(' and ');
  const kernel = await means.kernel();
  if (changesKernel && kernel !== null) {
    // The boot loader reads the volume as it lies there, before anything is merged, and starts the kernel that was to go.
    const detail = 'the change brings or takes a kernel, and the boot loader reads /boot before it is put back';
    return refuse('restore-point-not-bootable', { volume: names, detail });
  }
  const mounts = await mountsNow();
  return await withAll(means, volumes, async (folders) => {
    const at = (path: string) => {
      const onHost = join(means.root, path);
      const mountPoint = mountHolding(onHost, mounts)?.mountPoint;
      const folder = mountPoint === undefined ? undefined : folders.get(mountPoint);
      if (folder === undefined || mountPoint === undefined) return { path: onHost, isInside: false };
      return { path: join(folder, relative(mountPoint, onHost)), isInside: true };
    };
    const why = await whyNotBootable({ at, kernel, changesKernel });
    return why === null ? ok(undefined) : refuse('restore-point-not-bootable', { volume: names, detail: why });
  });
};

/** All of them mounted at once, by where their origins are. */
const withAll = async (
  means: Means,
  [volume, ...others]: readonly MountedVolume[],
  use: (folders: ReadonlyMap<string, string>) => Promise<Outcome<void>>,
  folders: ReadonlyMap<string, string> = new Map(),
): Promise<Outcome<void>> =>
  volume === undefined
    ? await use(folders)
    : await withSnapshot(
        means,
        { volume, how: 'ro' },
        async (folder) =>
          await withAll(means, others, use, new Map([...folders, [volume.mount.mountPoint, folder] as const])),
      );

const goBack = async (means: Means, point: Lvm, id: AttemptId): Promise<Outcome<void>> => {
  const found = await mountedVolumes(means, point, id);
  if (!found.ok) return found;
  const open = found.value.filter(({ askedInBoot }) => askedInBoot === null);
  if (open.some(({ snapshot }) => snapshot === null)) {
    return refuse('restore-point-gone', { volumes: point.volumes.join(' and ') });
  }
  const stateAt = mountHolding(join(means.root, means.state), await mountsNow())?.mountPoint;
  for (const volume of open) {
    const { mountPoint } = volume.mount;
    if (mountPoint !== stateAt || volume.snapshot?.isMerging === true) continue;
    const from = join(means.root, means.state);
    const carried = await withSnapshot(means, { volume, how: 'rw' }, async (folder) => {
      return await carryOver(means.run, { from, to: join(folder, relative(mountPoint, from)) });
    });
    if (!carried.ok) return carried;
  }
  const bootId = await bootIdNow();
  for (const volume of open) {
    const merged = await merge(means, volume, `${markOf(id)}${bootId}`);
    if (!merged.ok) return merged;
  }
  return ok(undefined);
};

/** At the next activation, since the volume is in use. Marked after it: a mark without a merge would say that the host went back. */
const merge = async ({ run }: Means, volume: MountedVolume, mark: string): Promise<Outcome<string>> => {
  const { origin, snapshotName, snapshot } = volume;
  if (snapshot?.isMerging !== true) {
    const command = ['/usr/sbin/lvconvert', '--yes', '--merge', nameOf(volume, snapshotName)] as const;
    const merged = await runProgram(run, 'taken', command);
    if (!merged.ok) return merged;
  }
  return await runProgram(run, 'taken', ['/usr/sbin/lvchange', '--yes', '--addtag', mark, nameOf(volume, origin.name)]);
};

const remove = async (means: Means, point: Lvm, id: AttemptId): Promise<Outcome<void>> => {
  const found = await volumesMerged(means, point, id);
  if (!found.ok) return found;
  const bootId = await bootIdNow();
  const { run } = means;
  for (const volume of found.value) {
    const { askedInBoot, origin, snapshot, snapshotName } = volume;
    if (askedInBoot === bootId || snapshot?.isMerging === true) {
      const detail = `${volume.volume} is being put back to it`;
      return refuse('restore-point-failed', { what: 'removed', detail });
    }
    const commands: [string, ...string[]][] = [
      ...(snapshot === null
        ? []
        : [['/usr/sbin/lvremove', '--yes', nameOf(volume, snapshotName)] as [string, ...string[]]]),
      ...origin.tags
        .filter((tag) => tag.startsWith(markOf(id)))
        .map((tag): [string, ...string[]] => [
          '/usr/sbin/lvchange',
          '--yes',
          '--deltag',
          tag,
          nameOf(volume, origin.name),
        ]),
    ];
    for (const command of commands) {
      const gone = await runProgram(run, 'removed', command);
      if (!gone.ok) return gone;
    }
  }
  return ok(undefined);
};
