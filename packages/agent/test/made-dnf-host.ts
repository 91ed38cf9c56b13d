// The real dnf, rpm and createrepo_c of this machine, on a package database of the test's own.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import type { PlatformIndex, Proposal } from '@slipway/core/patch-set';
import { asInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { indexOf, layStaged, type MadeRpm, makeRpmHost, type RpmHost } from '@slipway/testkit/rpm-host';
import { createDnfExecutor, createDnfObserver } from '../src/adapters/dnf/index.ts';
import { durableFiles } from '../src/adapters/durable-files/index.ts';
import { lockHolders } from '../src/adapters/linux/index.ts';
import { runCommand } from '../src/adapters/run-command/index.ts';
import { createPatcherUnits } from '../src/adapters/systemd/index.ts';
import { asPlainArguments } from '../src/adapters/systemd/own-unit.ts';
import type { PackageExecutor, PackageObserver, ProposalWish, StagedFiles } from '../src/ports/index.ts';
import { dnfProgram } from '../src/programs/package-manager/dnf-program.ts';

export const NOW = asInstant('2026-11-21T08:00:00.000Z');
export const PATCH_SET = asDigest(`sha256:${'e'.repeat(64)}`);

export interface DnfOnHost {
  readonly rpm: RpmHost;
  readonly observer: PackageObserver;
  /** Its questions asked by way of a program that stands before them. */
  observerOf(as: { readonly directory: string; readonly command: readonly [string, ...string[]] }): PackageObserver;
  readonly executor: PackageExecutor;
  patchSet(
    packages: readonly MadeRpm[],
    modules?: readonly string[],
  ): { readonly index: PlatformIndex; readonly indexPath: string; readonly staged: StagedFiles };
  propose(
    packages: readonly MadeRpm[],
    targets: readonly ReturnType<typeof target>[],
    more?: Partial<Pick<ProposalWish, 'avoid' | 'mayRemove' | 'conffiles'>> & { readonly modules?: readonly string[] },
  ): Promise<Proposal>;
  versions(): Promise<Readonly<Record<string, string>>>;
}

export const target = (name: string, version: string, architecture = 'noarch') => ({ name, architecture, version });

/** Ends the test, with the reason in view, where this machine cannot run it. */
export const dnfOnHost = (context: { skip(note: string): never }): DnfOnHost => {
  for (const program of ['dnf-3', 'rpm', 'rpmbuild', 'createrepo_c']) {
    if (statSync(`/usr/bin/${program}`, { throwIfNoEntry: false }) === undefined)
      endWithout(`this machine has no ${program}`, context);
  }
  if (process.getuid?.() !== 0) endWithout('rpm needs root to install, even elsewhere', context);
  const rpm = makeRpmHost();
  const options = (name: string) => ({
    run: runCommand,
    files: durableFiles,
    clock: { now: () => NOW },
    sha256,
    directory: join(rpm.folder, name),
    program: dnfProgram(),
    patchers: createPatcherUnits({ run: runCommand, files: durableFiles }),
    host: { root: rpm.root, environment: rpm.environment },
  });
  const observer = createDnfObserver(options('observer'));
  const observerOf: DnfOnHost['observerOf'] = ({ directory, command }) =>
    createDnfObserver({
      ...options('observer'),
      directory,
      run: async (request) => await runCommand({ ...request, command: [...command, ...request.command] }),
    });
  const executor = createDnfExecutor({
    ...options('executor'),
    refreshed: options('observer').directory,
    locks: lockHolders,
    ownUnit: inOwnEnvironment,
  });
  const patchSet = (packages: readonly MadeRpm[], modules: readonly string[] = []) =>
    layPatchSet(rpm, packages, modules);
  return {
    rpm,
    observer,
    observerOf,
    executor,
    patchSet,
    async propose(packages, targets, { modules, ...more } = {}) {
      const { index, indexPath } = patchSet(packages, modules);
      const proposal = await observer.propose({ patchSetDigest: PATCH_SET, index, indexPath, targets, ...more });
      if (!proposal.ok) throw new Error(JSON.stringify(proposal.reason));
      return proposal.value;
    },
    async versions() {
      const read = await observer.readPackages();
      if (!read.ok) throw new Error(JSON.stringify(read.reason));
      return Object.fromEntries(read.value.packages.map((one) => [one.name, one.version]));
    },
  };
};

/** As a unit has it: nothing but what is said, and no output that anybody reads. */
const inOwnEnvironment = (_purpose: string, environment: Readonly<Record<string, string>>): readonly string[] => [
  ...['/usr/bin/env', '-i'],
  ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
];

export const sha256 = (bytes: Uint8Array) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);

const layPatchSet = (rpm: RpmHost, packages: readonly MadeRpm[], modules: readonly string[]) => {
  const { bytes, digest } = indexOf(rpm.folder, packages, modules);
  const directory = join(rpm.folder, 'staged');
  const indexPath = layStaged(directory, bytes, packages);
  const index: PlatformIndex = {
    platform: { distribution: 'made', release: '9', architecture: 'x86_64' },
    digest: asDigest(digest),
    sizeBytes: bytes.length,
  };
  const files = packages.map(({ sha256: hex, sizeBytes }) => ({ sha256: asDigest(`sha256:${hex}`), sizeBytes }));
  const staged: StagedFiles = { directory, index, files };
  return { index, indexPath, staged };
};

/** Runs what would run in a unit of its own; throws with what it said. */
export const runTransaction = (command: readonly string[]): void => {
  const [program = '', ...args] = asPlainArguments(command);
  execFileSync(program, args, { env: {}, stdio: 'pipe', encoding: 'utf8' });
};
