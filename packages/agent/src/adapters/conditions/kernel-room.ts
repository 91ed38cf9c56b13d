import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KernelRoom } from '@slipway/core/inventory';
import { byRelease, bytesOfKernels, bytesOfOneKernel } from '@slipway/core/kernel';
import type { LoaderKernels } from '../../ports/index.ts';
import { fileSystemOf } from './file-systems.ts';
import { kernelSizes } from './kernel-sizes.ts';
import { loaderKernels } from './loader-kernels.ts';

const MIB = 1024 * 1024;
/** Above what this many kernels take, more room is no news. */
const KERNELS_MAX = 8;

/**
 * What an unprivileged look tells of the room for one more kernel, where there is least of it: below /boot, or where the boot loader
 * keeps kernels of its own. `null`: none lies there, or it cannot be told.
 */
export const readKernelRoom = async (root = '/'): Promise<KernelRoom | null> => {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8');
  const sizes = await sizesIn(join(root, 'boot'));
  const rooms: KernelRoom[] = [];
  for (const { path, bytes, kernels } of await placesIn(root, sizes)) {
    const found = await fileSystemOf(join(root, path), mounts);
    if (!found.ok) return null;
    const oneKernel = bytesOfOneKernel(bytes);
    const freeBytes = Math.min(found.value.freeBytes, bytesOfKernels(KERNELS_MAX, oneKernel));
    rooms.push({
      freeBytes: inSteps(freeBytes),
      kernelBytes: oneKernel,
      ...(kernels === undefined ? {} : { kernels }),
    });
  }
  const kernelsIn = ({ freeBytes, kernelBytes }: KernelRoom): number => freeBytes / kernelBytes;
  return rooms.toSorted((a, b) => kernelsIn(a) - kernelsIn(b))[0] ?? null;
};

/** Downwards: what is written to a shared file system by the way changes no inventory, nor does an initrd that is made anew. */
const inSteps = (bytes: number): number => Math.floor(bytes / MIB) * MIB;

type Place = LoaderKernels & Pick<KernelRoom, 'kernels'>;

const placesIn = async (root: string, sizes: ReadonlyMap<string, number>): Promise<readonly Place[]> => {
  const kernels = [...sizes]
    .map(([release, bytes]) => ({ release, bytes: inSteps(bytes) }))
    .toSorted((a, b) => byRelease(a.release, b.release));
  const below = sizes.size === 0 ? [] : [{ path: '/boot', bytes: Math.max(...sizes.values()), kernels }];
  // Mostly closed to whoever is not root (fmask=0077): then nothing is told of it, and preflight asks as root.
  const ofLoader = await loaderKernels(root);
  return [...below, ...(ofLoader.ok ? ofLoader.value : [])];
};

const sizesIn = async (boot: string): Promise<ReadonlyMap<string, number>> => {
  try {
    return await kernelSizes(boot);
  } catch {
    // Closed to whoever is not root: nothing is told, and preflight asks as root.
    return new Map();
  }
};
