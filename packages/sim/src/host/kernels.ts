import type { Kernels } from '@slipway/agent/ports';
import type { InstalledPackage, KernelFacts } from '@slipway/core/inventory';
import { byRelease, bytesOfOneKernel, releaseOfPackage } from '@slipway/core/kernel';
import { ok, refuse } from '@slipway/core/reasons';

/** What `uname -r` of every simulated host says. */
export const SIMULATED_KERNEL = '6.1.0-40-amd64';

/** As on a host that something else than GRUB boots: nothing can be told, and the boot loader chooses by itself. */
export const simulatedKernels = (): Kernels => {
  const nothing = { detail: 'something else than GRUB has booted the host' };
  return {
    running: async () => SIMULATED_KERNEL,
    whole: async () => ok(undefined),
    boots: async () => ok(undefined),
    nextOnce: async () => ok(null),
    canTry: async () => refuse('boot-once-impossible', nothing),
    hold: async () => refuse('boot-once-impossible', nothing),
    tryOnce: async () => refuse('boot-once-impossible', nothing),
    take: async () => refuse('boot-once-impossible', nothing),
    giveBack: async () => ok(undefined),
  };
};

/** What points at the newest kernel, and brings it when it is updated: at 6.1.0-41 the kernel 6.1.0-41-amd64. */
const META = 'linux-image-amd64';
/** With its initrd, below /boot. */
const KERNEL_BYTES = 10 ** 8;

export const kernelBroughtBy = (name: string, version: string): string | null =>
  name === META ? `linux-image-${version}-amd64` : null;

/** Below /boot: by the packages that stand. A host without any has the one that runs all the same, as if somebody had built it. */
export const simulatedBoot = (
  packages: readonly InstalledPackage[],
  bootBytes: number | null,
): { readonly facts: KernelFacts; readonly sizes: ReadonlyMap<string, number>; readonly freeBytes: number } => {
  const images = packages.flatMap((one) => releaseOfPackage(one, one.version)?.release ?? []).toSorted(byRelease);
  const installed = images.length === 0 ? [SIMULATED_KERNEL] : images;
  const sizes = new Map(installed.map((release) => [release, KERNEL_BYTES]));
  const freeBytes = Math.max(0, (bootBytes ?? 10 ** 11) - installed.length * KERNEL_BYTES);
  const room = {
    ...{ freeBytes, kernelBytes: bytesOfOneKernel(KERNEL_BYTES) },
    kernels: installed.map((release) => ({ release, bytes: KERNEL_BYTES })),
  };
  return {
    facts: {
      ...{ running: SIMULATED_KERNEL, installed },
      nextBoot: images.at(-1) ?? null,
      ...(bootBytes === null ? {} : { room }),
    },
    sizes,
    freeBytes,
  };
};
