// A snapshot, mounted for as long as somebody looks into it or writes into it, where nobody else looks.

import { mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '@slipway/core/reasons';
import { type Means, runProgram } from '../means/index.ts';
import type { MountedVolume } from './volumes.ts';

export const withSnapshot = async <T>(
  { run, work }: Means,
  { volume, how }: { readonly volume: MountedVolume; readonly how: 'ro' | 'rw' },
  use: (folder: string) => Promise<Outcome<T>>,
): Promise<Outcome<T>> => {
  await mkdir(work, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(work, 'lvm-'));
  const { mount, origin, snapshotName } = volume;
  // XFS refuses a second file system of the same id, which a snapshot is.
  const options = [how, 'nosuid', 'nodev', 'noexec', ...(mount.type === 'xfs' ? ['nouuid'] : [])].join(',');
  const device = `/dev/${origin.group}/${snapshotName}`;
  const mounted = await runProgram(run, 'mounted', ['/usr/bin/mount', '-t', mount.type, '-o', options, device, folder]);
  if (!mounted.ok) {
    await rmdir(folder);
    return mounted;
  }
  let used: Outcome<T>;
  let unmounted: Outcome<string>;
  try {
    used = await use(folder);
  } finally {
    unmounted = await runProgram(run, 'unmounted', ['/usr/bin/umount', folder]);
    if (unmounted.ok) await rmdir(folder);
  }
  // What is still mounted cannot be merged.
  return unmounted.ok ? used : unmounted;
};
