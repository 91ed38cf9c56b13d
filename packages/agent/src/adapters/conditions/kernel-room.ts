import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KernelRoom } from '@slipway/core/inventory';
import { bytesOfKernels, bytesOfOneKernel } from '@slipway/core/kernel';
import type { LoaderKernels } from '../../ports/index.ts';
import { fileSystemOf } from './file-systems.ts';
import { kernelBytes } from './kernel-bytes.ts';
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
  const rooms: KernelRoom[] = [];
  for (const { path, bytes } of await placesIn(root)) {
    const found = await fileSystemOf(join(root, path), mounts);
    if (!found.ok) return null;
    const oneKernel = bytesOfOneKernel(bytes);
    const freeBytes = Math.min(found.value.freeBytes, bytesOfKernels(KERNELS_MAX, oneKernel));
    // In steps, downwards: what is written to a shared file system by the way changes no inventory.
    rooms.push({ freeBytes: Math.floor(freeBytes / MIB) * MIB, kernelBytes: oneKernel });
  }
  const kernelsIn = ({ freeBytes, kernelBytes }: KernelRoom): number => freeBytes / kernelBytes;
  return rooms.toSorted((a, b) => kernelsIn(a) - kernelsIn(b))[0] ?? null;
};

const placesIn = async (root: string): Promise<readonly LoaderKernels[]> => {
  const largest = await largestIn(join(root, 'boot'));
  // Mostly closed to whoever is not root (fmask=0077): then nothing is told of it, and preflight asks as root.
  const ofLoader = await loaderKernels(root);
  return [...(largest === null ? [] : [{ path: '/boot', bytes: largest }]), ...(ofLoader.ok ? ofLoader.value : [])];
};

const largestIn = async (boot: string): Promise<number | null> => {
  try {
    return await kernelBytes(boot);
  } catch {
    // Closed to whoever is not root: nothing is told, and preflight asks as root.
    return null;
  }
};
