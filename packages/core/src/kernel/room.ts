// Room below /boot: what kernels take there, and which updates would put one there. The one estimate of planning and of preflight.

import type { KernelFacts } from '../inventory/index.ts';
import { isKernelPackage } from '../patch-set/index.ts';

/** Where no kernel lies yet to be measured; a generic one of Debian 12 takes about 90 MB with its initrd. */
const KERNEL_BYTES = 160 * 1024 * 1024;
/** Another kernel's initrd has other drivers in it. */
const KERNEL_GROWTH = 1.1;
/** Beside a kernel on a file system of its own: its boot loader writes there, too. */
const BOOT_SPARE_BYTES = 8 * 1024 * 1024;

/** `largest`: what the largest kernel that lies there takes with its parts. */
export const bytesOfOneKernel = (largest: number | null): number =>
  Math.ceil((largest ?? KERNEL_BYTES) * KERNEL_GROWTH);

export const bytesOfKernels = (count: number, oneKernel: number): number =>
  count === 0 ? 0 : oneKernel * count + BOOT_SPARE_BYTES;

const OF_RPM = /^kernel(?:-(?:rt|uek|64k|debug))?(?:-core)?$|^kernel-default$/;
const IMAGE = /^linux-image-(?:unsigned-)?\d/;
/** Of Debian and Ubuntu also those that only point at the current kernel, which then comes along. */
const IMAGE_OR_POINTER = /^linux-image-/;

/** How many kernels a transaction puts there. */
export const kernelsAmong = (names: readonly string[]): number => imagesAmong(names, IMAGE);

const imagesAmong = (names: readonly string[], ofDebian: RegExp): number => {
  const images = new Set(
    names.filter(
      (name) => isKernelPackage(name) && (ofDebian.test(name) || OF_RPM.test(name)) && !name.endsWith('-dbg'),
    ),
  );
  // Of the family of rpm `kernel` points at `kernel-core`, which has the files.
  return [...images].filter((name) => !images.has(`${name}-core`)).length;
};

export interface ShortRoom {
  readonly freeBytes: number;
  readonly neededBytes: number;
}

/** Of a whole transaction. `null`: what is named fits, or nobody can tell before preflight asks. */
export const shortRoomFor = (kernel: Pick<KernelFacts, 'room'>, names: readonly string[]): ShortRoom | null =>
  shortOf(kernel, kernelsAmong(names));

/** Of updates that are only asked for: what they bring along is not known yet, and is counted with them. */
export const shortRoomForUpdates = (kernel: Pick<KernelFacts, 'room'>, names: readonly string[]): ShortRoom | null =>
  shortOf(kernel, imagesAmong(names, IMAGE_OR_POINTER));

const shortOf = ({ room }: Pick<KernelFacts, 'room'>, count: number): ShortRoom | null => {
  if (room === undefined || count === 0) return null;
  const neededBytes = bytesOfKernels(count, room.kernelBytes);
  return room.freeBytes < neededBytes ? { freeBytes: room.freeBytes, neededBytes } : null;
};
