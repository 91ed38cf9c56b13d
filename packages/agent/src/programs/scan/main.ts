// `slipway-agent scan [--json]`: this machine alone, no controller, nothing changed. What is pending, from where, what would
// restart, whether a reboot would follow, and what is there from outside the distribution.

import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NEVER_RESTARTED } from '@slipway/core/execution';
import {
  type PendingUpdate,
  type SystemFacts,
  sortedPackages,
  type ThirdPartyPackages,
  thirdPartyPackages,
  type UnmanagedSoftware,
} from '@slipway/core/inventory';
import { explain } from '@slipway/core/reasons';
import { systemClock } from '../../adapters/clock/index.ts';
import { nodeCrypto } from '../../adapters/crypto/index.ts';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import { createSystem, lookAtProcesses, type RunningCode, runningCodeOf } from '../../adapters/linux/index.ts';
import { runCommand } from '../../adapters/run-command/index.ts';
import { lookAtSoftware } from '../../adapters/unmanaged/index.ts';
import { layoutBelow } from '../../layout/index.ts';
import type { FileOwners, PackageObserver, System } from '../../ports/index.ts';
import { type PackageManager, packageManagerOfHost } from '../package-manager/main.ts';
import { printScan } from './print.ts';
import type { Scan } from './scan.ts';

export const program = async (args: readonly string[]): Promise<number> => {
  if (args.some((argument) => argument !== '--json')) {
    process.stderr.write('usage: slipway-agent scan [--json]\n');
    return 2;
  }
  const scan = await scanHost();
  if (typeof scan === 'string') {
    process.stderr.write(`slipway-agent: ${scan}\n`);
    return 1;
  }
  process.stdout.write(args.includes('--json') ? `${JSON.stringify(scan, null, 2)}\n` : printScan(scan));
  return 0;
};

/** A text where nothing could be said. */
const scanHost = async (): Promise<Scan | string> => {
  const directory = process.getuid?.() === 0 ? '/var/cache/slipway-scan' : join(homedir(), '.cache', 'slipway-scan');
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const manager = await packageManagerOfHost();
  if (!manager.ok) return explain(manager.reason);
  const packages = manager.value.observer(directory);
  const system = createSystem({
    run: runCommand,
    sha256: nodeCrypto.sha256,
    packageFormat: manager.value.format,
    architecture: manager.value.architecture,
    clock: systemClock,
    processReport: { path: layoutBelow('/').executor.processes, files: durableFiles },
  });
  const facts = await system.facts();
  if (!facts.ok) return explain(facts.reason);
  const refreshed = await packages.refreshMetadata();
  const pending = await packages.pendingUpdates();
  if (pending.kind === 'unknown') return `what is pending is unknown: ${pending.detail}`;
  const wouldRestart = await runningCodeOf(await filesOf(manager.value.format, pending.updates));
  const need = await system.rebootNeed();
  return {
    hostname: facts.value.hostname,
    system: facts.value.prettyName,
    runningKernel: facts.value.kernel.running,
    refreshProblem: refreshed.ok ? null : explain(refreshed.reason),
    updates: pending.updates,
    keptBack: pending.keptBack.map(({ name, cause }) => ({ name, cause })),
    wouldRestart,
    reboot: {
      now: need.kind === 'needed' ? need.causes : [],
      afterUpdate: rebootCauses(pending.updates, wouldRestart),
    },
    oldCode: (await lookAtProcesses()).stale.map(({ executable, unit }) => ({ executable, unit })),
    thirdParty: await thirdPartyOf(packages, facts.value),
    unmanaged: await unmanagedOf(system, manager.value.fileOwners(directory)),
  };
};

const thirdPartyOf = async (observer: PackageObserver, system: SystemFacts): Promise<ThirdPartyPackages> => {
  const read = await observer.readPackages();
  if (!read.ok) return { kind: 'unknown', detail: explain(read.reason) };
  const origins = await observer.packageOrigins({ fingerprint: read.value.database.fingerprint, system });
  return thirdPartyPackages({ origins, packages: sortedPackages(read.value.packages), system });
};

/** As far as this user may look; what it may not see makes the list a part. */
const unmanagedOf = async (system: Pick<System, 'bootId'>, ownersOf: FileOwners): Promise<UnmanagedSoftware> => {
  const bootId = await system.bootId();
  const look = await lookAtSoftware({ clock: systemClock, bootId, ownersOf, before: null });
  return look.software;
};

/** Old code in these goes only with a reboot: PID 1's library set is re-executed, the bus is not. */
const rebootCauses = (updates: readonly PendingUpdate[], { units }: RunningCode): readonly string[] => [
  ...updates
    .filter(({ name }) => /^(linux-image-\d|kernel(-rt|-64k|-uek)?(-core)?$)/.test(name))
    .map(({ name }) => `${name} is a new kernel`),
  ...units.filter((unit) => NEVER_RESTARTED.has(unit)).map((unit) => `${unit} would run old code`),
];

const LIST_LIMIT_MS = 60_000;
const LIST_BYTES_MAX = 64 * 1024 * 1024;

/** Files that the installed versions own (dpkg-query(1), rpm(8)). */
const filesOf = async (
  format: PackageManager['format'],
  updates: readonly PendingUpdate[],
): Promise<ReadonlySet<string>> => {
  const names = updates
    .filter(({ from }) => from !== null)
    .map(({ name, architecture }) => (format === 'deb' ? debName(name, architecture) : `${name}.${architecture}`));
  if (names.length === 0) return new Set();
  const listed = await runCommand({
    command: [...LIST_FILES[format], ...names],
    environment: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
    timeLimitMs: LIST_LIMIT_MS,
    whenOverdue: 'leave',
    outputBytesMax: LIST_BYTES_MAX,
  });
  return new Set(listed.kind === 'ended' ? listed.stdout.split('\n').filter((path) => path.startsWith('/')) : []);
};

const LIST_FILES = {
  deb: ['/usr/bin/dpkg-query', '--listfiles'],
  rpm: ['/usr/bin/rpm', '--query', '--list'],
} as const satisfies Readonly<Record<PackageManager['format'], readonly [string, ...string[]]>>;

const debName = (name: string, architecture: string): string =>
  architecture === 'all' ? name : `${name}:${architecture}`;
