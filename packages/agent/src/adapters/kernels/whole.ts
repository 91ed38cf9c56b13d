import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { ifThere } from '../../if-there/index.ts';

/** What others than the kernel's own package put beside it: DKMS, drivers of makers, kmod packages. */
const FOREIGN_FOLDERS = ['updates', 'extra', 'weak-updates'] as const;
const MODULE = /^(.+)\.ko(?:\.(?:xz|zst|gz))?$/;

interface Asked {
  readonly release: string;
  readonly running: string;
}

/**
 * Kernel, initial ram disk, the list of its modules, and every module from elsewhere that the running kernel has. Looked for on the
 * disk and not asked of DKMS: what counts is what the kernel will find.
 */
export const wholeKernel = async (root: string, asked: Asked): Promise<Outcome<void>> => {
  const boots = await bootableKernel(root, asked);
  if (!boots.ok) return boots;
  const modules = (of: string): string => join(root, 'lib/modules', of);
  const [has, needs] = [await foreignModules(modules(asked.release)), await foreignModules(modules(asked.running))];
  const missing = [...needs].filter((name) => !has.has(name)).toSorted();
  return missing.length === 0 ? ok(undefined) : notWhole(asked, `no module ${missing.join(', ')} was built for it`);
};

/** Drivers from elsewhere aside, without which it boots all the same. */
export const bootableKernel = async (root: string, { release, running }: Asked): Promise<Outcome<void>> => {
  const no = (detail: string): Outcome<void> => notWhole({ release }, detail);
  const boot = (name: string): string => join(root, 'boot', name);
  if ((await sizeOf(boot(`vmlinuz-${release}`))) === 0) return no(`there is no /boot/vmlinuz-${release}`);
  for (const name of [(one: string) => `initrd.img-${one}`, (one: string) => `initramfs-${one}.img`]) {
    // A host whose kernel needs none has none for the next one either.
    if ((await sizeOf(boot(name(running)))) > 0 && (await sizeOf(boot(name(release)))) === 0) {
      return no(`there is no /boot/${name(release)}, and the running kernel has its own`);
    }
  }
  const isListed = (await sizeOf(join(root, 'lib/modules', release, 'modules.dep'))) > 0;
  return isListed ? ok(undefined) : no('its modules are not listed');
};

const notWhole = ({ release }: Pick<Asked, 'release'>, detail: string): Outcome<void> =>
  refuse('kernel-not-whole', { kernel: release, detail });

const foreignModules = async (directory: string): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  for (const folder of FOREIGN_FOLDERS) {
    for (const entry of await entriesOf(join(directory, folder))) {
      const name = MODULE.exec(entry)?.[1];
      if (name !== undefined) found.add(name);
    }
  }
  return found;
};

/** The last part of each path below. */
const entriesOf = async (directory: string): Promise<readonly string[]> => {
  const paths = (await ifThere(readdir(directory, { recursive: true }))) ?? [];
  return paths.map((path) => path.split('/').at(-1) ?? path);
};

/** 0 where there is none. */
const sizeOf = async (path: string): Promise<number> => (await ifThere(stat(path)))?.size ?? 0;
