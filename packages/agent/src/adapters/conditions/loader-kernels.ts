// Kernels that a boot loader has of its own, as systemd-boot does: below the mount point of its partition, in the two forms of the Boot
// Loader Specification, `TOKEN/VERSION/linux` with its initial ram disks beside it, and `EFI/Linux/NAME.efi` with all in one.

import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoaderKernels } from '../../ports/index.ts';

/** Where bootctl(1) looks for the firmware's partition, and for that of the boot loader. */
const PARTITIONS = ['/efi', '/boot/efi', '/boot'];
const KERNEL = /^(?:linux|vmlinuz)$/;

/** Throws where a folder is closed to whoever asks. */
export const loaderKernels = async (root = '/'): Promise<readonly LoaderKernels[]> => {
  const found: LoaderKernels[] = [];
  for (const path of PARTITIONS) {
    const bytes = await largestIn(join(root, path));
    if (bytes !== null) found.push({ path, bytes });
  }
  return found;
};

/** The largest kernel with all its parts; `null`: none lies there. */
const largestIn = async (partition: string): Promise<number | null> => {
  const sizes: number[] = [];
  for (const token of await entriesOf(partition)) {
    if (!token.isDirectory()) continue;
    for (const version of await entriesOf(join(partition, token.name))) {
      if (!version.isDirectory()) continue;
      const folder = join(partition, token.name, version.name);
      const files = (await entriesOf(folder)).filter((entry) => entry.isFile());
      if (files.some(({ name }) => KERNEL.test(name))) sizes.push(await bytesOf(folder, files));
    }
  }
  const images = join(partition, 'EFI/Linux');
  for (const image of await entriesOf(images)) {
    if (image.isFile() && image.name.toLowerCase().endsWith('.efi')) sizes.push(await bytesOf(images, [image]));
  }
  return sizes.length === 0 ? null : Math.max(...sizes);
};

const bytesOf = async (folder: string, files: readonly Dirent[]): Promise<number> => {
  let sum = 0;
  for (const { name } of files) sum += (await stat(join(folder, name))).size;
  return sum;
};

const entriesOf = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};
