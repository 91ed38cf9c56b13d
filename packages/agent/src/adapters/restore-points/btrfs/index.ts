// Restore points of btrfs: read-only snapshots of subvolumes, beside them at the top level of their file system. Going back puts a
// copy of each into the subvolume's place, by its name, and what stood there stays until the restore point goes: nothing is
// overwritten. Boot loader, kernel line and fstab name the subvolume as before.
// May import: ../means, ports, core, node:.

import { mkdir, statfs } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { AttemptId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { RestorePoint } from '@slipway/core/restore-point';
import type { RestorePointLook, RestorePointWish } from '../../../ports/index.ts';
import { type Means, mountHolding, mountsNow, runProgram, type Variant, whyNotBootable } from '../means/index.ts';
import { goBackOn } from './go-back.ts';
import { type KeptVolume, readList, writeList } from './list.ts';
import { removeOn } from './remove.ts';
import { standsOn } from './stands.ts';
import { type Places, placesIn, withTop } from './top.ts';
import { firstFilled, nestedIn, type Subvolume, subvolumesOf } from './volumes.ts';

type Btrfs = Extract<RestorePoint, { kind: 'btrfs' }>;

export const btrfs = (means: Means): Variant<Btrfs> => ({
  make: async (point, wish) => await make(means, point, wish),
  look: async (point, id) => await look(means, point, id),
  goBack: async (point, id) =>
    await onEach(means, point, async ({ top, subvolumes }) => {
      const places = placesIn(top, id);
      const list = await readList(means.files, places.list);
      return list === null
        ? refuse('restore-point-gone', { volumes: point.volumes.join(' and ') })
        : await goBackOn(means, { top, places, list, subvolumes });
    }),
  remove: async (point, id) =>
    await onEach(means, point, async ({ top, subvolumes }) => await removeOn(means, { top, id, subvolumes })),
});

interface FileSystem {
  readonly top: string;
  readonly subvolumes: readonly Subvolume[];
}

/** Each file system that holds some of the volumes, once, with its top level mounted. */
const onEach = async (
  means: Means,
  point: Btrfs,
  use: (on: FileSystem) => Promise<Outcome<void>>,
): Promise<Outcome<void>> => {
  const found = subvolumesOf(means, point.volumes, await mountsNow());
  if (!found.ok) return found;
  for (const [source, subvolumes] of Map.groupBy(found.value, (one) => one.source)) {
    const used = await withTop(means, source, async (top) => await use({ top, subvolumes }));
    if (!used.ok) return used;
  }
  return ok(undefined);
};

const look = async (means: Means, point: Btrfs, id: AttemptId): Promise<Outcome<RestorePointLook>> => {
  const states = new Set<RestorePointLook['state']>();
  const looked = await onEach(means, point, async ({ top, subvolumes }) => {
    states.add(await standsOn(means, { top, id, subvolumes }));
    return ok(undefined);
  });
  if (!looked.ok) return looked;
  const [state = 'gone', ...others] = states;
  // Some have gone back and some have not: the way goes on where it was cut.
  const whole = others.length === 0 ? state : states.has('gone') ? 'gone' : 'standing';
  return ok({ state: whole, usedPercent: null, holdsLedger: false });
};

const make = async (means: Means, point: Btrfs, wish: RestorePointWish): Promise<Outcome<RestorePointLook>> => {
  const before = await look(means, point, wish.id);
  if (!before.ok) return before;
  if (before.value.state === 'gone') {
    const kept = await onEach(means, point, async (on) => await keepOn(means, point, { ...on, id: wish.id }));
    if (!kept.ok) return kept;
  }
  const bootable = await isBootable(means, point, wish);
  return bootable.ok ? await look(means, point, wish.id) : bootable;
};

const keepOn = async (
  means: Means,
  point: Btrfs,
  { top, subvolumes, id }: FileSystem & { readonly id: AttemptId },
): Promise<Outcome<void>> => {
  const places = placesIn(top, id);
  await mkdir(places.folder, { recursive: true, mode: 0o700 });
  const volumes: KeptVolume[] = [];
  for (const [at, subvolume] of subvolumes.entries()) {
    const kept = await keep(means, point, { top, places, subvolume, at });
    if (!kept.ok) return kept;
    volumes.push(kept.value);
  }
  const synced = await runProgram(means.run, 'made', ['/usr/bin/btrfs', 'filesystem', 'sync', top]);
  if (!synced.ok) return synced;
  // Last: what has no list was cut in the making, and is none.
  await writeList(means.files, places.list, volumes);
  return ok(undefined);
};

const keep = async (
  means: Means,
  { freePercentMin }: Btrfs,
  wish: { readonly top: string; readonly places: Places; readonly subvolume: Subvolume; readonly at: number },
): Promise<Outcome<KeptVolume>> => {
  const { top, places, subvolume, at } = wish;
  const { volume, path, mountPoint } = subvolume;
  const { bavail, blocks } = await statfs(mountPoint);
  const free = Math.floor((bavail / blocks) * 100);
  if (free < freePercentMin) {
    const detail = `${free} % of its file system is free, and policy wants ${freePercentMin} %`;
    return refuse('restore-point-no-room', { volume, detail });
  }
  const folder = join(top, path);
  const nested = await nestedIn(means, { folder, path });
  if (!nested.ok) return nested;
  const filled = await firstFilled(folder, nested.value);
  if (filled !== null) {
    const detail = `the subvolume ${filled} lies inside of it, holds data and would not go back: mount it by itself`;
    return refuse('restore-point-unfit', { volume, kind: 'btrfs', detail });
  }
  // Of one that was cut in the making.
  await runProgram(means.run, 'made', ['/usr/bin/btrfs', 'subvolume', 'delete', places.kept(at)]);
  const command = ['/usr/bin/btrfs', 'subvolume', 'snapshot', '-r', folder, places.kept(at)] as const;
  const made = await runProgram(means.run, 'made', command);
  return made.ok ? ok({ volume, path, nested: nested.value }) : made;
};

const isBootable = async (
  means: Means,
  point: Btrfs,
  { id, changesKernel }: RestorePointWish,
): Promise<Outcome<void>> => {
  const mounts = await mountsNow();
  const found = subvolumesOf(means, point.volumes, mounts);
  if (!found.ok) return found;
  const kernel = await means.kernel();
  let why: string | null = null;
  // One file system at a time: what lies on another is looked at where the host has it, which is as it was.
  const looked = await onEach(means, point, async ({ top, subvolumes }) => {
    const places = placesIn(top, id);
    const at = (path: string) => {
      const onHost = join(means.root, path);
      const mountPoint = mountHolding(onHost, mounts)?.mountPoint;
      const number = subvolumes.findIndex((one) => one.mountPoint === mountPoint);
      const isInside = found.value.some((one) => one.mountPoint === mountPoint);
      if (number === -1 || mountPoint === undefined) return { path: onHost, isInside };
      return { path: join(places.kept(number), relative(mountPoint, onHost)), isInside };
    };
    why ??= await whyNotBootable({ at, kernel, changesKernel });
    return ok(undefined);
  });
  if (!looked.ok) return looked;
  return why === null
    ? ok(undefined)
    : refuse('restore-point-not-bootable', { volume: point.volumes.join(' and '), detail: why });
};
