// Whether a host could boot from a restore point, in principle: everything that a change of packages touches lies inside, and so do
// the kernel that runs, its modules, its initrd and an entry of the boot loader for it.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface BootView {
  /** Where a path of the host lies once it went back, and whether the restore point holds it. */
  readonly at: (path: string) => { readonly path: string; readonly isInside: boolean };
  /** That runs now; `null`: a container, which has none of its own. */
  readonly kernel: string | null;
  readonly changesKernel: boolean;
}

/** What package managers write to; a path that the host does not have is none of them. */
const CHANGED = ['/', '/etc', '/usr', '/var/lib/dpkg', '/var/lib/rpm', '/usr/lib/sysimage/rpm'] as const;
const INITS = ['/usr/lib/systemd/systemd', '/lib/systemd/systemd', '/usr/sbin/init', '/sbin/init'] as const;
/** Menus of a boot loader are small; a large one is not one. */
const ENTRY_BYTES_MAX = 4 * 1024 * 1024;

/** In words, or `null`. */
export const whyNotBootable = async (view: BootView): Promise<string | null> => {
  for (const path of CHANGED) {
    const { path: found, isInside } = view.at(path);
    if (!isInside && (await kindOf(found)) !== 'nothing')
      return `${path} lies outside of it and changes with the packages`;
  }
  if (!(await anyFile(INITS.map((path) => view.at(path).path)))) return 'there is no init in it';
  return view.kernel === null ? null : await whyNoKernel(view, view.kernel);
};

const whyNoKernel = async (view: BootView, kernel: string): Promise<string | null> => {
  const boot = view.at('/boot');
  if (!boot.isInside && view.changesKernel) return 'the change brings or takes a kernel, and /boot lies outside of it';
  const modules = [`/usr/lib/modules/${kernel}`, `/lib/modules/${kernel}`].map((path) => view.at(path));
  if (!(await anyFolder(modules.filter(({ isInside }) => isInside).map(({ path }) => path)))) {
    return `the modules of kernel ${kernel}, which runs, are not in it`;
  }
  if (!(await anyFile([join(boot.path, `vmlinuz-${kernel}`)]))) return `there is no kernel vmlinuz-${kernel}`;
  const initrds = [`initrd.img-${kernel}`, `initramfs-${kernel}.img`, `initrd-${kernel}`];
  if (!(await anyFile(initrds.map((name) => join(boot.path, name))))) return `there is no initrd of kernel ${kernel}`;
  return (await hasEntry(boot.path, kernel)) ? null : `the boot loader has no entry for kernel ${kernel}`;
};

/** GRUB's own menu, or entries of the Boot Loader Specification: one that names the kernel's file. */
const hasEntry = async (boot: string, kernel: string): Promise<boolean> => {
  const entries = join(boot, 'loader/entries');
  const files = [
    join(boot, 'grub/grub.cfg'),
    join(boot, 'grub2/grub.cfg'),
    ...(await namesIn(entries)).filter((name) => name.endsWith('.conf')).map((name) => join(entries, name)),
  ];
  const names = new RegExp(`vmlinuz-${kernel.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?=\\s|$)`, 'm');
  for (const file of files) if (names.test(await textOf(file))) return true;
  return false;
};

const kindOf = async (path: string): Promise<'file' | 'folder' | 'other' | 'nothing'> => {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size > 0 ? 'file' : 'other';
    return found.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'nothing';
  }
};

const anyOf = async (paths: readonly string[], kind: 'file' | 'folder'): Promise<boolean> => {
  for (const path of paths) if ((await kindOf(path)) === kind) return true;
  return false;
};
const anyFile = async (paths: readonly string[]): Promise<boolean> => await anyOf(paths, 'file');
const anyFolder = async (paths: readonly string[]): Promise<boolean> => await anyOf(paths, 'folder');

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
};

const textOf = async (file: string): Promise<string> => {
  try {
    return (await stat(file)).size > ENTRY_BYTES_MAX ? '' : await readFile(file, 'utf8');
  } catch {
    return '';
  }
};
