// Kernels that a boot loader has of its own, as systemd-boot does: below the mount point of its partition, in the two forms of the Boot
// Loader Specification, `TOKEN/VERSION/linux` with its initial ram disks beside it, and `EFI/Linux/TOKEN-VERSION.efi` with all in one.
// The token says whose they are: beside them may lie those of another system that this machine boots.

import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { ifThere, textIfThere } from '../../if-there/index.ts';
import type { LoaderKernels } from '../../ports/index.ts';

/** Where bootctl(1) looks for the firmware's partition, and for that of the boot loader. */
const PARTITIONS = ['/efi', '/boot/efi', '/boot'];
const KERNEL = /^(?:linux|vmlinuz)$/;

/** Refused where any of it cannot be read: nobody knows then what a new kernel will take there. */
export const loaderKernels = async (root = '/'): Promise<Outcome<readonly LoaderKernels[]>> => {
  const found = new Map<string, LoaderKernels>();
  for (const path of PARTITIONS) {
    try {
      const partition = await ifThere(realpath(join(root, path)), ['ENOTDIR']);
      // One may be a link to another: each kernel lies there once.
      if (partition === null || found.has(partition)) continue;
      const bytes = await largestIn(partition, await tokensOf(root));
      if (bytes !== null) found.set(partition, { path, bytes });
    } catch (error) {
      return refuse('file-system-unknown', { path, detail: error instanceof Error ? error.message : String(error) });
    }
  }
  return ok([...found.values()]);
};

/** By which kernel-install(8) may call this system's own. */
const tokensOf = async (root: string): Promise<ReadonlySet<string>> => {
  const text = async (path: string): Promise<string> => (await textIfThere(join(root, path))) ?? '';
  const release = parseEnv((await text('etc/os-release')) || (await text('usr/lib/os-release')));
  const tokens = [
    (await text('etc/kernel/entry-token')).trim(),
    (await text('etc/machine-id')).trim(),
    release['IMAGE_ID'] ?? '',
    release['ID'] ?? '',
  ];
  return new Set(tokens.filter((token) => token !== ''));
};

/** The largest kernel with all its parts; `null`: none of this system's lies there. */
const largestIn = async (partition: string, tokens: ReadonlySet<string>): Promise<number | null> => {
  const sizes: number[] = [];
  for (const token of tokens) {
    for (const version of await entriesOf(join(partition, token))) {
      if (!version.isDirectory()) continue;
      const folder = join(partition, token, version.name);
      const files = (await entriesOf(folder)).filter((entry) => entry.isFile());
      if (files.some(({ name }) => KERNEL.test(name))) sizes.push(await bytesOf(folder, files));
    }
  }
  const images = join(partition, 'EFI/Linux');
  const isOurs = (name: string): boolean => [...tokens].some((token) => name.startsWith(`${token}-`));
  for (const image of await entriesOf(images)) {
    const isImage = image.isFile() && image.name.toLowerCase().endsWith('.efi');
    if (isImage && isOurs(image.name)) sizes.push(await bytesOf(images, [image]));
  }
  return sizes.length === 0 ? null : Math.max(...sizes);
};

const bytesOf = async (folder: string, files: readonly Dirent[]): Promise<number> => {
  let sum = 0;
  for (const { name } of files) sum += (await stat(join(folder, name))).size;
  return sum;
};

const entriesOf = async (folder: string): Promise<readonly Dirent[]> =>
  (await ifThere(readdir(folder, { withFileTypes: true }), ['ENOTDIR'])) ?? [];
