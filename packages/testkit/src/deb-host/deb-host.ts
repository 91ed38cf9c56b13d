import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layRepository, type MadePackage, makePackage, type PackageRecipe } from './made-package.ts';

/** Everything lies below `folder` and is gone after `dispose`. */
export interface DebHost {
  readonly folder: string;
  /** Root of the file system that packages are unpacked into. */
  readonly root: string;
  readonly dpkgAdminDirectory: string;
  readonly extendedStates: string;
  /** Lines of apt configuration that make apt and its dpkg work on this database. */
  readonly settings: readonly string[];
  readonly make: (recipe: PackageRecipe) => MadePackage;
  /** With the real dpkg; needs root. */
  readonly install: (packages: readonly MadePackage[]) => void;
  /** A folder with `Packages` and the packages, as the host's staging area holds it. */
  readonly repository: (name: string, packages: readonly MadePackage[]) => string;
  readonly dpkg: (...args: readonly string[]) => string;
  readonly dispose: () => void;
}

export const makeDebHost = (): DebHost => {
  const folder = mkdtempSync(join(tmpdir(), 'deb-host-'));
  const root = join(folder, 'root');
  const dpkgAdminDirectory = join(root, 'var/lib/dpkg');
  const extendedStates = join(root, 'var/lib/apt/extended_states');
  for (const name of ['var/lib/dpkg/updates', 'var/lib/dpkg/info', 'var/lib/apt', 'etc', 'var/log']) {
    mkdirSync(join(root, name), { recursive: true });
  }
  writeFileSync(join(dpkgAdminDirectory, 'status'), '');
  const dpkgOptions = [`--root=${root}`, `--log=${join(root, 'var/log/dpkg.log')}`];
  const dpkg = (...args: readonly string[]): string =>
    execFileSync('/usr/bin/dpkg', [...dpkgOptions, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
    });
  return {
    folder,
    root,
    dpkgAdminDirectory,
    extendedStates,
    settings: [...dpkgOptions.map((option) => `DPkg::Options:: "${option}";`), `Dir::Log "${join(root, 'var/log')}";`],
    make: (recipe) => makePackage(join(folder, 'built'), recipe),
    install: (packages) => {
      dpkg('--install', ...packages.map(({ path }) => path));
    },
    repository(name, packages) {
      layRepository(join(folder, name), packages);
      return join(folder, name);
    },
    dpkg,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
};
