// Subvolumes by where they are mounted, and what lies inside of them.

import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Means, type Mount, mountAt, runProgram } from '../means/index.ts';

export interface Subvolume {
  /** As policy names it. */
  readonly volume: string;
  readonly mountPoint: string;
  /** Its path in its file system, without the first `/`. */
  readonly path: string;
  readonly source: string;
}

/** Each by itself and whole, or the first that cannot be. */
export const subvolumesOf = (
  { root }: Pick<Means, 'root'>,
  volumes: readonly string[],
  mounts: readonly Mount[],
): Outcome<readonly Subvolume[]> => {
  const found: Subvolume[] = [];
  for (const volume of volumes) {
    const mountPoint = join(root, volume).replace(/(?<=.)\/$/, '');
    const one = subvolumeAt(volume, mountPoint, mountAt(mountPoint, mounts));
    if (!one.ok) return one;
    found.push(one.value);
  }
  return ok(found);
};

const subvolumeAt = (volume: string, mountPoint: string, mount: Mount | null): Outcome<Subvolume> => {
  const unfit = (detail: string) => refuse('restore-point-unfit', { volume, kind: 'btrfs', detail });
  if (mount === null) return unfit('nothing is mounted there');
  if (mount.type !== 'btrfs') return unfit(`a file system of type ${mount.type} is mounted there`);
  const path = subvolumeIn(mount);
  if (path === null) return unfit('a folder of a subvolume is mounted there, and not the whole of it');
  // Nothing stands beside it that could take its place.
  if (path === '') return unfit('the top level of its file system is mounted there, and no subvolume');
  return ok({ volume, mountPoint, path, source: mount.source });
};

/** `subvol=` is the last option that the kernel writes, and a path may hold commas. */
const subvolumeIn = ({ root, superOptions }: Mount): string | null => {
  const at = superOptions.indexOf('subvol=');
  const path = at === -1 ? null : superOptions.slice(at + 'subvol='.length);
  return path === root ? path.replace(/^\//, '') : null;
};

const LINE = /^ID \d+ gen \d+ top level \d+ path (.+)$/;

/**
 * Subvolumes that lie right inside one, by their path in it. A snapshot has an empty place for each. btrfs-progs 6.2 has no other
 * form of this list than lines; one that is not understood is no list.
 */
export const nestedIn = async (
  { run }: Pick<Means, 'run'>,
  subvolume: { readonly folder: string; readonly path: string },
): Promise<Outcome<readonly string[]>> => {
  const listed = await runProgram(run, 'looked into', ['/usr/bin/btrfs', 'subvolume', 'list', '-o', subvolume.folder]);
  if (!listed.ok) return listed;
  const nested: string[] = [];
  for (const line of listed.value.split('\n')) {
    if (line === '') continue;
    const path = LINE.exec(line)?.[1];
    const inside = path === undefined ? '' : relative(subvolume.path, path);
    if (inside === '' || inside.startsWith('..')) {
      return refuse('restore-point-failed', { what: 'looked into', detail: `btrfs lists "${line.slice(0, 200)}"` });
    }
    nested.push(inside);
  }
  return ok(nested);
};

/** The first of them that holds anything: it would not go back, and would be out of sight. `null`: none does. */
export const firstFilled = async (folder: string, nested: readonly string[]): Promise<string | null> => {
  for (const path of nested) if ((await readdir(join(folder, path))).length > 0) return path;
  return null;
};
