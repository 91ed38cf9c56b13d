import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KernelRoom } from '@slipway/core/inventory';
import { bytesOfKernels, bytesOfOneKernel } from '@slipway/core/kernel';
import { fileSystemOf } from './file-systems.ts';
import { kernelBytes } from './kernel-bytes.ts';

const MIB = 1024 * 1024;
/** Above what this many kernels take, more room is no news. */
const KERNELS_MAX = 8;

/** What an unprivileged look tells of the room for one more kernel; `null`: none lies there, or it cannot be told. */
export const readKernelRoom = async (root = '/'): Promise<KernelRoom | null> => {
  const boot = join(root, 'boot');
  const largest = await largestIn(boot);
  if (largest === null) return null;
  const found = await fileSystemOf(boot, await readFile('/proc/self/mountinfo', 'utf8'));
  if (!found.ok) return null;
  const oneKernel = bytesOfOneKernel(largest);
  const freeBytes = Math.min(found.value.freeBytes, bytesOfKernels(KERNELS_MAX, oneKernel));
  // In steps, downwards: what is written to a shared file system by the way changes no inventory.
  return { freeBytes: Math.floor(freeBytes / MIB) * MIB, kernelBytes: oneKernel };
};

const largestIn = async (boot: string): Promise<number | null> => {
  try {
    return await kernelBytes(boot);
  } catch {
    // Closed to whoever is not root: nothing is told, and preflight asks as root.
    return null;
  }
};
