// Whether what is planned fits, and can be written and run where it goes: every file system by itself, what lies on one summed up.

import { bytesOfKernels, bytesOfOneKernel, kernelsAmong } from '@slipway/core/kernel';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { cachedVersions, planFiles } from '../../documents/index.ts';
import type { FileSystem } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';

/** Unpacked files need about three times their compressed size, and the old ones are kept until the end. */
const UNPACKED_FACTOR = 6;
/** A compressed initial ram disk, likewise. */
const RAM_DISK_FACTOR = 3;
/** Below this free space maintainer scripts, logs and the package database itself start to fail. */
const SPARE_BYTES = 64 * 1024 * 1024;
/** The files of packages are this large on the mean, unpacked; each wants an inode beside the old one's. */
const MEAN_FILE_BYTES = 16 * 1024;
const SPARE_INODES = 1000;
/** What maintainer scripts put into /tmp is gone with them. */
const TMP_BYTES = 16 * 1024 * 1024;
/**
 * Full or read-only they keep nothing from its update unless its packages have files there: mostly data of others, and packages of
 * third parties.
 */
const WHERE_FEW_WRITE = ['/opt', '/srv', '/usr/local'] as const;

interface Need {
  readonly path: string;
  readonly bytes: number;
  readonly inodes: number;
  /** Maintainer scripts are run from there. */
  readonly runs: boolean;
  /** Of a file system of its own alone: elsewhere the needs before it hold it. */
  readonly ifApart?: true;
}

export const hasRoom = async (context: AttemptContext): Promise<Outcome<void>> =>
  await fits(context, { files: 'to-stage', oldKernels: 'go' });

/** Again, once all that is staged takes its room: what was made anew on this host nobody could count before. */
export const hasRoomBesideStaged = async (context: AttemptContext): Promise<Outcome<void>> =>
  await fits(context, { files: 'staged', oldKernels: 'go' });

/** With the old kernels gone that the plan takes away before the change: what they left counts, and not what they were to leave. */
export const hasMadeRoom = async (context: AttemptContext): Promise<Outcome<void>> =>
  await fits(context, { files: 'staged', oldKernels: 'gone' });

interface Moment {
  readonly files: 'to-stage' | 'staged';
  /** `go`: those that the plan takes away before the change give their room below /boot to the new one. */
  readonly oldKernels: 'go' | 'gone';
}

const fits = async (context: AttemptContext, moment: Moment): Promise<Outcome<void>> => {
  const onMounts = new Map<string, { need: Need; found: FileSystem }>();
  const needs = await needsOf(context, moment);
  if (!needs.ok) return needs;
  for (const need of needs.value) {
    const found = await context.ports.conditions.fileSystem(need.path);
    if (!found.ok) return found;
    const { mountPoint, readOnly, noExec } = found.value;
    if (need.ifApart && onMounts.has(mountPoint)) continue;
    if (readOnly) return refuse('file-system-read-only', { path: need.path, mountPoint });
    if (noExec && need.runs) return refuse('file-system-no-exec', { path: need.path, mountPoint });
    const before = onMounts.get(mountPoint)?.need;
    onMounts.set(mountPoint, { need: before === undefined ? need : together(before, need), found: found.value });
  }
  for (const { need, found } of onMounts.values()) {
    const { path, bytes: neededBytes, inodes: needed } = need;
    if (found.freeBytes < neededBytes) return refuse('disk-full', { path, freeBytes: found.freeBytes, neededBytes });
    if (found.freeInodes < needed) return refuse('inodes-short', { path, free: found.freeInodes, needed });
  }
  return ok(undefined);
};

const together = (one: Need, other: Need): Need => ({
  path: one.path,
  bytes: one.bytes + other.bytes,
  inodes: one.inodes + other.inodes,
  runs: one.runs || other.runs,
});

const needsOf = async (
  { hostPlan, ports }: AttemptContext,
  { files, oldKernels }: Moment,
): Promise<Outcome<readonly Need[]>> => {
  const packed = [...planFiles(hostPlan), ...cachedVersions(hostPlan)].reduce(
    (sum, { file }) => sum + file.sizeBytes,
    0,
  );
  const unpacked = packed * UNPACKED_FACTOR;
  const inodes = Math.ceil(unpacked / MEAN_FILE_BYTES);
  // By now it is known what comes: a package that only points at a kernel puts nothing there.
  const kernels = kernelsAmong(hostPlan.transaction.flatMap(({ name, to }) => (to === null ? [] : [name])));
  const sizes = kernels === 0 ? new Map<string, number>() : await ports.conditions.kernelSizes();
  const largest = sizes.size === 0 ? null : Math.max(...sizes.values());
  const boots = kernels === 0 ? [] : [{ path: '/boot', bytes: largest }];
  // Each kernel lies in both places, where the boot loader has its own.
  const ofLoader = kernels === 0 ? ok([]) : await ports.conditions.loaderKernels();
  if (!ofLoader.ok) return ofLoader;
  boots.push(...ofLoader.value);
  const going = oldKernels === 'go' ? (hostPlan.kernels?.before ?? []) : [];
  const leaving = [...new Set(going.map(({ release }) => release))].reduce(
    (sum, one) => sum + (sizes.get(one) ?? 0),
    0,
  );
  const few = await whereFewWrite({ hostPlan, ports }, { bytes: unpacked, inodes });
  if (!few.ok) return few;
  const ofKernels = bytesOfKernels(kernels, bytesOfOneKernel(boots[0]?.bytes ?? null));
  return ok([
    { path: '/', bytes: SPARE_BYTES, inodes: SPARE_INODES, runs: false },
    { path: '/usr', bytes: unpacked, inodes, runs: true },
    // Root's own copies of the files, and whatever maintainer scripts put away.
    { path: '/var/lib', bytes: packed * (files === 'staged' ? 1 : 2) + SPARE_BYTES, inodes: SPARE_INODES, runs: true },
    ...boots.map(({ path, bytes }) => ({
      path,
      bytes: bytesOfKernels(kernels, bytesOfOneKernel(bytes)) - (path === '/boot' ? leaving : 0),
      inodes: 10,
      runs: false,
    })),
    ...few.value,
    ...['/var', '/var/cache', '/etc'].map(
      (path) => ({ path, bytes: SPARE_BYTES, inodes: SPARE_INODES, runs: false, ifApart: true }) as const,
    ),
    // May well be noexec, as hardened hosts have it: dpkg runs scripts from below /var/lib, rpm has them read by their interpreter,
    // and those that make initial ram disks (initramfs-tools, dracut) see to it themselves.
    { path: '/tmp', bytes: TMP_BYTES, inodes: SPARE_INODES, runs: false, ifApart: true },
    // An initial ram disk is laid out there before it is packed.
    {
      path: '/var/tmp',
      bytes: TMP_BYTES + ofKernels * RAM_DISK_FACTOR,
      inodes: SPARE_INODES,
      runs: false,
      ifApart: true,
    },
  ]);
};

/** By what the installed versions of the packages that change have there. */
const whereFewWrite = async (
  { hostPlan, ports }: Pick<AttemptContext, 'hostPlan' | 'ports'>,
  whole: { readonly bytes: number; readonly inodes: number },
): Promise<Outcome<readonly Need[]>> => {
  const installed = hostPlan.transaction.filter(({ from }) => from !== null);
  const needs: Need[] = [];
  for (const path of WHERE_FEW_WRITE) {
    const found = await ports.conditions.fileSystem(path);
    if (!found.ok) return found;
    if (found.value.mountPoint !== path) continue;
    const share = await ports.packageFiles.shareBelow(path, installed);
    if (!share.ok) return share;
    if (share.value === 0) continue;
    const bytes = Math.ceil(whole.bytes * share.value);
    needs.push({ path, bytes, inodes: Math.ceil(whole.inodes * share.value), runs: false });
  }
  return ok(needs);
};
