// Room below /boot: what kernels take there, and which updates would put one there. The one estimate of planning and of preflight.

import type { KernelFacts } from '../inventory/index.ts';
import { isKernelPackage } from '../patch-set/index.ts';
import { kernelRelease } from './release.ts';

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

const OF_RPM = /^kernel(?:-(rt|uek|64k|debug))?(?:-core)?$|^kernel-default$/;
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

/** `asked`: updates that are only asked for, where what they bring along is counted with them. `whole`: all of a transaction. */
export type NamedAre = 'asked' | 'whole';

/** `null`: what is named fits, or nobody can tell before preflight asks. `freedBytes`: more than what is free now. */
export const shortRoomFor = (
  { room }: Pick<KernelFacts, 'room'>,
  {
    names,
    are,
    freedBytes,
  }: { readonly names: readonly string[]; readonly are: NamedAre; readonly freedBytes: number },
): ShortRoom | null => {
  const count = imagesAmong(names, are === 'asked' ? IMAGE_OR_POINTER : IMAGE);
  if (room === undefined || count === 0) return null;
  const neededBytes = bytesOfKernels(count, room.kernelBytes);
  const freeBytes = room.freeBytes + freedBytes;
  return freeBytes < neededBytes ? { freeBytes, neededBytes } : null;
};

/**
 * Whether these names put a kernel of the running one's flavour beside those that are there. By the names alone, so that what is asked
 * for and what then comes are judged alike: `linux-image-virtual` of Ubuntu, which brings a `generic` one, is not told.
 */
export const bringsSibling = (
  { running, installed }: KernelFacts,
  { names, are }: { readonly names: readonly string[]; readonly are: NamedAre },
): boolean => {
  const { flavour } = kernelRelease(running);
  return names.some((name) => {
    if (!isKernelPackage(name) || name.endsWith('-dbg')) return false;
    // What only points at a kernel that is there already brings none.
    if (OF_RPM.test(name))
      return (are === 'asked' || name.endsWith('-core')) && (OF_RPM.exec(name)?.[1] ?? '') === flavour;
    const [, release] = /^linux-image-(?:unsigned-)?(.+)$/.exec(name) ?? [];
    if (release === undefined) return false;
    return IMAGE.test(name)
      ? !installed.includes(release) && kernelRelease(release).flavour === flavour
      : are === 'asked' && release === flavour;
  });
};
