// Kernels of a host: their releases as `uname -r` and /boot name them, which of them a host plan boots into, and which old ones it
// takes away, and the room that they take.
// Not here: asking a boot loader or a package manager (agent), whether a reboot happened (execution).
// May import: inventory, patch-set, version.

export { BOOTABLE_MIN, type MadeRoom, madeRoom, type RoomWish } from './making-room.ts';
export { type KernelWish, kernelPlanText, plannedKernels } from './planned.ts';
export { byRelease, isNewer, kernelRelease, newestOfFlavour, releaseOfPackage } from './release.ts';
export {
  bytesOfKernels,
  bytesOfOneKernel,
  kernelsAmong,
} from './room.ts';
export type * from './types.ts';
