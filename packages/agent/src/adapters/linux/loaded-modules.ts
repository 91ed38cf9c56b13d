// Modules from elsewhere than the kernel itself (drivers of makers, DKMS) that run in another build than the one on the disk: their
// package was updated under the same kernel, and what is loaded stays until it is unloaded, which for a driver in use is the reboot.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere, namesIfThere } from '../../if-there/index.ts';

export interface ReplacedModule {
  readonly name: string;
  /** `null`: it says none, or the same as before. */
  readonly versions: { readonly loaded: string; readonly onDisk: string } | null;
}

export type ReplacedModules =
  | { readonly kind: 'known'; readonly modules: readonly ReplacedModule[] }
  | { readonly kind: 'unknown'; readonly detail: string };

/** One field of the file that the running kernel would load now; `no-file`: there is none, as of a driver that was taken away. */
export type ModuleField = (
  name: string,
  field: 'srcversion' | 'version',
) => Promise<
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'no-file' }
  | { readonly kind: 'unknown'; readonly detail: string }
>;

/** `folder`: `/sys/module`. Sorted by name. */
export const replacedModules = async (folder: string, fieldOf: ModuleField): Promise<ReplacedModules> => {
  const modules: ReplacedModule[] = [];
  // None where the kernel has no modules at all.
  for (const name of await namesIfThere(folder)) {
    const read = async (field: string): Promise<string | null> => await textIn(join(folder, name, field));
    // Letters of the kernel's taint; O: built outside of its tree (sysfs-module(5) of the kernel's ABI documents).
    if ((await read('taint'))?.includes('O') !== true) continue;
    const loaded = { srcversion: await read('srcversion'), version: await read('version') };
    const told = loaded.srcversion === null ? 'version' : 'srcversion';
    // It says nothing that could be compared.
    if (loaded[told] === null) continue;
    const onDisk = await fieldOf(name, told);
    if (onDisk.kind === 'unknown') return onDisk;
    if (onDisk.kind === 'no-file' || onDisk.value === '' || onDisk.value === loaded[told]) continue;
    const version = told === 'version' ? onDisk : await fieldOf(name, 'version');
    modules.push({ name, versions: versionsOf(loaded.version, version.kind === 'value' ? version.value : '') });
  }
  return { kind: 'known', modules };
};

const versionsOf = (loaded: string | null, onDisk: string): ReplacedModule['versions'] =>
  loaded === null || onDisk === '' || loaded === onDisk ? null : { loaded, onDisk };

/** `null`: built in, gone meanwhile, or it says no such thing. */
const textIn = async (path: string): Promise<string | null> => {
  const text = (await ifThere(readFile(path, 'utf8'), ['ENOTDIR', 'ENODEV']))?.trim() ?? '';
  return text === '' ? null : text;
};
