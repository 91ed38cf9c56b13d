// Which package manager this host has, and its adapters: what os-release says and what is installed must say the same, or no program of
// the agent begins (C21).

import { readFile } from 'node:fs/promises';
import { type Outcome, ok } from '@slipway/core/reasons';
import {
  createAptExecutor,
  createAptObserver,
  createDpkgRecords,
  createFileOwners,
  DPKG_BESIDE,
  dpkgPackageCount,
  nativeArchitecture,
} from '../../adapters/apt/index.ts';
import { systemClock } from '../../adapters/clock/index.ts';
import { nodeCrypto } from '../../adapters/crypto/index.ts';
import {
  createDnfExecutor,
  createDnfFileOwners,
  createDnfObserver,
  createRpmRecords,
  DNF_STAGED,
  RPM_BESIDE,
  rpmArchitecture,
  rpmPackageCount,
  THIS_HOST,
} from '../../adapters/dnf/index.ts';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import { lockHolders, type PackageFormat, packageFormatOf } from '../../adapters/linux/index.ts';
import { createPackageFiles } from '../../adapters/package-files/index.ts';
import { runCommand } from '../../adapters/run-command/index.ts';
import type { StagedNames } from '../../adapters/staging/index.ts';
import { createPatcherUnits, waitInOwnUnit } from '../../adapters/systemd/index.ts';
import { layoutBelow } from '../../layout/index.ts';
import type { FileOwners, PackageExecutor, PackageFiles, PackageObserver } from '../../ports/index.ts';
import { selfCommand } from '../self.ts';
import { dnfProgram } from './dnf-program.ts';

export interface PackageManager {
  readonly format: PackageFormat;
  /** Its own word for what this machine is. */
  readonly architecture: () => Promise<Outcome<string>>;
  readonly staged: StagedNames;
  /** Each in a directory of its own. */
  readonly observer: (directory: string) => PackageObserver;
  readonly executor: (directory: string) => PackageExecutor;
  readonly fileOwners: (directory: string) => FileOwners;
  readonly packageFiles: PackageFiles;
}

export const packageManagerOfHost = async (): Promise<Outcome<PackageManager>> => {
  const format = packageFormatOf({
    osRelease: (await textOf('/etc/os-release')) ?? (await textOf('/usr/lib/os-release')) ?? '',
    packages: {
      deb: await dpkgPackageCount({ run: runCommand }),
      rpm: await rpmPackageCount({ run: runCommand }),
    },
  });
  return format.ok ? ok(MANAGERS[format.value]) : format;
};

/** The reporter alone refreshes anything, and root reads what it noted of that. */
const refreshed = layoutBelow('/').reporter.packages;

const common = {
  run: runCommand,
  files: durableFiles,
  clock: systemClock,
  sha256: nodeCrypto.sha256,
  patchers: createPatcherUnits({ run: runCommand, files: durableFiles }),
};

const apt: PackageManager = {
  format: 'deb',
  architecture: async () => await nativeArchitecture({ run: runCommand }),
  staged: { index: 'Packages', packageEnd: '.deb' },
  observer: (directory) =>
    createAptObserver({
      ...common,
      directory,
      hookCommand: selfCommand('apt-hook'),
      originsCommand: selfCommand('origins'),
    }),
  executor: (directory) =>
    createAptExecutor({
      ...common,
      directory,
      refreshed: refreshed.deb,
      hookCommand: selfCommand('apt-hook'),
      locks: lockHolders,
      ownUnit: waitInOwnUnit,
    }),
  fileOwners: () => createFileOwners(),
  packageFiles: createPackageFiles({ recorded: createDpkgRecords(), besideEndings: DPKG_BESIDE, root: '/' }),
};

const dnf: PackageManager = {
  format: 'rpm',
  architecture: async () => await rpmArchitecture({ run: runCommand }),
  staged: DNF_STAGED,
  observer: (directory) => createDnfObserver({ ...common, directory, program: dnfProgram() }),
  executor: (directory) =>
    createDnfExecutor({
      ...common,
      directory,
      refreshed: refreshed.rpm,
      program: dnfProgram(),
      locks: lockHolders,
      ownUnit: waitInOwnUnit,
    }),
  fileOwners: (directory) => createDnfFileOwners({ ...common, directory, program: dnfProgram(), host: THIS_HOST }),
  packageFiles: createPackageFiles({
    recorded: createRpmRecords({ run: runCommand }),
    besideEndings: RPM_BESIDE,
    root: '/',
  }),
};

const MANAGERS: Readonly<Record<PackageFormat, PackageManager>> = { deb: apt, rpm: dnf };

const textOf = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
};
