// The top level of a file system, where restore points lie beside the subvolumes that they are of, out of sight of the host.

import { mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Means, mountAt, mountsNow, runProgram } from '../means/index.ts';

const FOLDER = '.slipway';

/** What stands of one restore point on one file system, for the volume with that number in it. */
export interface Places {
  readonly folder: string;
  readonly list: string;
  /** As it was; read-only. */
  readonly kept: (at: number) => string;
  /** In the making: what takes the volume's place. */
  readonly next: (at: number) => string;
  /** What stood in the volume's place before the host went back. */
  readonly replaced: (at: number) => string;
}

export const placesIn = (top: string, id: AttemptId): Places => {
  const folder = join(top, FOLDER, id);
  const place = (name: string) => (at: number) => join(folder, `${name}-${at}`);
  return {
    folder,
    list: join(folder, 'volumes.json'),
    kept: place('kept'),
    next: place('next'),
    replaced: place('replaced'),
  };
};

/** Whether a path of a file system lies in {@link Places.replaced} of this restore point. */
export const isReplaced = (path: string, id: AttemptId): boolean => path.startsWith(`${FOLDER}/${id}/replaced-`);

/** Mounted for as long as `use` takes, where nobody else looks. */
export const withTop = async <T>(
  means: Means,
  source: string,
  use: (top: string) => Promise<Outcome<T>>,
): Promise<Outcome<T>> => await withMounted(means, [source, 'subvolid=5'], use);

/** The path of the subvolume that is mounted where nobody names one; `''`: the top level. */
export const defaultSubvolume = async (means: Means, source: string): Promise<Outcome<string>> =>
  await withMounted(means, [source, 'ro'], async (folder) => {
    const mount = mountAt(folder, await mountsNow());
    return mount === null
      ? refuse('restore-point-failed', { what: 'looked into', detail: `${folder} is not mounted` })
      : ok(mount.root.replace(/^\//, ''));
  });

const withMounted = async <T>(
  { run, work }: Means,
  [source, option]: readonly [string, string],
  use: (folder: string) => Promise<Outcome<T>>,
): Promise<Outcome<T>> => {
  await mkdir(work, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(work, 'btrfs-'));
  const options = `${option},nosuid,nodev,noexec`;
  const mounted = await runProgram(run, 'mounted', ['/usr/bin/mount', '-t', 'btrfs', '-o', options, source, folder]);
  if (!mounted.ok) {
    await rmdir(folder);
    return mounted;
  }
  try {
    return await use(folder);
  } finally {
    // What stays mounted is gone with the boot, and is told nowhere else.
    const unmounted = await runProgram(run, 'unmounted', ['/usr/bin/umount', folder]);
    if (unmounted.ok) await rmdir(folder);
  }
};
