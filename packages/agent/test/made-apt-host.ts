// The real apt and dpkg of this machine, on a package database of the test's own.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asDigest } from '@slipway/core/ids';
import type { PlatformIndex, Proposal } from '@slipway/core/patch-set';
import { asInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { type DebHost, type MadePackage, makeDebHost } from '@slipway/testkit/deb-host';
import { createAptExecutor, createAptObserver } from '../src/adapters/apt/index.ts';
import { durableFiles } from '../src/adapters/durable-files/index.ts';
import { lockHolders } from '../src/adapters/linux/index.ts';
import { runCommand } from '../src/adapters/run-command/index.ts';
import { createPatcherUnits } from '../src/adapters/systemd/index.ts';
import type { PackageExecutor, PackageObserver, ProposalWish, StagedFiles } from '../src/ports/index.ts';

export const NOW = asInstant('2026-11-21T08:00:00.000Z');
export const PATCH_SET = asDigest(`sha256:${'e'.repeat(64)}`);

export interface AptOnHost {
  readonly deb: DebHost;
  readonly hookCommand: readonly string[];
  /** Further lines of apt configuration, for all that is made afterwards. */
  set(...lines: readonly string[]): void;
  settings(): readonly string[];
  observer(): PackageObserver;
  executor(): PackageExecutor;
  patchSet(packages: readonly MadePackage[]): {
    readonly index: PlatformIndex;
    readonly indexPath: string;
    readonly staged: StagedFiles;
  };
  propose(
    packages: readonly MadePackage[],
    targets: readonly ReturnType<typeof target>[],
    more?: Partial<Pick<ProposalWish, 'avoid' | 'mayRemove' | 'conffiles'>>,
  ): Promise<Proposal>;
  hold(name: string): void;
  markAutomatic(name: string): void;
  versions(): Promise<Readonly<Record<string, string>>>;
}

export const target = (name: string, version: string, architecture = 'all') => ({ name, architecture, version });

/** Ends the test, with the reason in view, where this machine cannot run it. */
export const aptOnHost = (context: { skip(note: string): never }): AptOnHost => {
  if (statSync('/usr/bin/apt-get', { throwIfNoEntry: false }) === undefined) {
    endWithout('this machine has no apt', context);
  }
  if (process.getuid?.() !== 0) endWithout('dpkg needs root to install, even elsewhere', context);
  const deb = makeDebHost();
  const hookCommand = [process.execPath, hookProgram(deb.folder)];
  let settings = deb.settings;
  const options = (name: string) => ({
    run: runCommand,
    files: durableFiles,
    clock: { now: () => NOW },
    sha256,
    directory: join(deb.folder, name),
    hookCommand,
    patchers: createPatcherUnits({ run: runCommand, files: durableFiles }),
    host: { ...deb, settings },
  });
  const observer = (): PackageObserver =>
    createAptObserver({
      ...options('observer'),
      originsCommand: [process.execPath, originsProgram(deb.folder, { ...deb, settings })],
    });
  const patchSet = (packages: readonly MadePackage[]) => layPatchSet(deb, packages);
  return {
    deb,
    hookCommand,
    set(...lines) {
      settings = [...settings, ...lines];
    },
    settings: () => settings,
    observer,
    executor: () =>
      createAptExecutor({
        ...options('executor'),
        refreshed: options('observer').directory,
        locks: lockHolders,
        ownUnit: () => [],
      }),
    patchSet,
    async propose(packages, targets, more = {}) {
      const { index, indexPath } = patchSet(packages);
      const proposal = await observer().propose({ patchSetDigest: PATCH_SET, index, indexPath, targets, ...more });
      if (!proposal.ok) throw new Error(JSON.stringify(proposal.reason));
      return proposal.value;
    },
    hold(name) {
      execFileSync('/usr/bin/dpkg', [`--admindir=${deb.dpkgAdminDirectory}`, '--set-selections'], {
        input: `${name} hold\n`,
      });
    },
    markAutomatic(name) {
      writeFileSync(deb.extendedStates, `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n\n`);
    },
    async versions() {
      const read = await observer().readPackages();
      if (!read.ok) throw new Error(JSON.stringify(read.reason));
      return Object.fromEntries(read.value.packages.map((one) => [one.name, one.version]));
    },
  };
};

const sha256 = (bytes: Uint8Array) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);

const layPatchSet = (deb: DebHost, packages: readonly MadePackage[]) => {
  const repository = deb.repository('staged', packages);
  const indexPath = join(repository, 'Packages');
  const bytes = readFileSync(indexPath);
  const index: PlatformIndex = {
    platform: { distribution: 'debian', release: 'bookworm', architecture: 'amd64' },
    digest: sha256(bytes),
    sizeBytes: bytes.length,
  };
  const staged: StagedFiles = { directory: repository, index, files: [] };
  return { index, indexPath, staged };
};

/** Runs what would run in a unit of its own. */
export const runTransaction = (command: readonly string[]): void => {
  const [program = '', ...args] = command;
  execFileSync(program, args, { env: {}, stdio: 'pipe' });
};

/** What main.ts does for `origins`, on the test's host. */
const originsProgram = (folder: string, host: object): string => {
  const path = join(folder, 'origins.mjs');
  const href = (file: string): string => pathToFileURL(join(import.meta.dirname, '../src/adapters', file)).href;
  writeFileSync(
    path,
    `import { createHash } from 'node:crypto';
    import { lookForOrigins } from '${href('apt/index.ts')}';
    import { durableFiles } from '${href('durable-files/index.ts')}';
    import { runCommand } from '${href('run-command/index.ts')}';
    const [directory, distribution, release] = process.argv.slice(2);
    const problem = await lookForOrigins({
      run: runCommand,
      files: durableFiles,
      clock: { now: () => '${NOW}' },
      sha256: (bytes) => 'sha256:' + createHash('sha256').update(bytes).digest('hex'),
      directory,
      host: ${JSON.stringify(host)},
    }, { distribution, release });
    if (problem !== null) { console.error(problem); process.exitCode = 1; }
    `,
  );
  return path;
};

/** What main.ts does for `apt-hook`, as a file that apt's shell can be given. */
const hookProgram = (folder: string): string => {
  const path = join(folder, 'hook.mjs');
  const module = pathToFileURL(join(import.meta.dirname, '../src/adapters/apt/hook-program.ts')).href;
  writeFileSync(
    path,
    `import { runAptHook } from '${module}';\nawait runAptHook({ environment: process.env, outputPath: process.argv[2] });\n`,
  );
  chmodSync(folder, 0o755);
  return path;
};
