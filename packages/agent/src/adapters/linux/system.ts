import { lstat, readdir, readFile } from 'node:fs/promises';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import type { Sha256 } from '@slipway/core/document';
import type { Digest } from '@slipway/core/ids';
import type { KernelRoom, RestartNeed, SystemFacts } from '@slipway/core/inventory';
import { readOsRelease } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Clock, CommandResult, DurableFiles, RunCommand, System } from '../../ports/index.ts';
import { readInhibitors } from './inhibitors.ts';
import { runningInterpreters } from './interpreters.ts';
import { kernelsIn, nextBootOf } from './kernel.ts';
import { type ModuleField, replacedModules } from './loaded-modules.ts';
import { otherLook } from './other-look.ts';
import { readProcessReport } from './process-report.ts';
import { lookAtProcesses, unitOfCgroup } from './processes.ts';
import { rebootNeedOf } from './reboot-need.ts';

export interface SystemOptions {
  readonly run: RunCommand;
  readonly sha256: Sha256;
  readonly packageFormat: 'deb' | 'rpm';
  /** The package manager's word for it. */
  readonly architecture: () => Promise<Outcome<string>>;
  readonly clock: Pick<Clock, 'now'>;
  /** Where root leaves what it saw of the processes, for whoever may not see them (process-report.ts). */
  readonly processReport: { readonly path: string; readonly files: Pick<DurableFiles, 'read'> };
  /** Of the room for one more kernel; absent or `null`: nothing is said of it. */
  readonly kernelRoom?: () => Promise<KernelRoom | null>;
  /** What root has left of this machine's UUID in the boot of that id; absent or `null`: nothing is said of it. */
  readonly productUuid?: (bootId: string) => Promise<Digest | null>;
  /** Where /etc, /boot and /run are looked up; `/` on a host. */
  readonly root?: string;
}

/** Answers at once, or something is badly wrong with the host. */
const LIMIT_MS = 30_000;
const OUTPUT_BYTES_MAX = 64 * 1024;
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' } as const;

export const createSystem = (options: SystemOptions): System => {
  const at = (path: string): string => join(options.root ?? '/', path);
  const bootId = async (): Promise<string> => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const kernels = async (): Promise<readonly string[]> => kernelsIn(await namesIn(at('boot')));
  return {
    bootId,
    staleProcesses: async () => (await lookAtProcesses()).stale,
    otherLook: async () =>
      await otherLook(options.run, {
        format: options.packageFormat,
        own: unitOfCgroup(await readFile('/proc/self/cgroup', 'utf8')),
      }),
    interpreters: runningInterpreters,
    restartNeed: async () => await restartNeed(options, await bootId()),
    facts: async () => await factsOf(options, { at, bootId: await bootId(), installed: await kernels() }),
    async rebootNeed(brought = []) {
      const restart = await restartNeed(options, await bootId());
      const isContainer = (await detectVirtualisation(options.run, ['--container'])) !== null;
      const isVirtual = (await detectVirtualisation(options.run, [])) !== null;
      return rebootNeedOf({
        runningKernel: release(),
        installedKernels: await kernels(),
        isContainer,
        required: await requiredReboot(at),
        stale: restart.kind === 'known' ? restart.processes : [],
        // Firmware and microcode of a virtual machine are its carrier's.
        brought: isVirtual ? [] : brought,
        modules: await replacedModules(at('sys/module'), moduleField(options.run)),
      });
    },
    stopped: async () => await mayStand(at('etc/slipway/stop')),
    tellUsers: async (text) => await tellUsers(options.run, text),
    mayReboot: async () => await mayReboot(options.run),
    reboot: async () => await reboot(options.run),
  };
};

/** Root's own look is the best there is; whoever else may not see them all takes root's word, and without it knows nothing. */
const restartNeed = async (options: SystemOptions, bootId: string): Promise<RestartNeed> => {
  const look = await lookAtProcesses();
  if (look.unreadable === 0 || process.getuid?.() === 0)
    return { kind: 'known', asOf: options.clock.now(), processes: look.stale };
  const report = await readProcessReport({ ...options.processReport, bootId });
  return report === null
    ? { kind: 'unknown', detail: 'root has not looked at the processes since the boot' }
    : { kind: 'known', asOf: report.at, processes: report.stale };
};

const factsOf = async (
  options: SystemOptions,
  found: { readonly at: (path: string) => string; readonly bootId: string; readonly installed: readonly string[] },
): Promise<Outcome<SystemFacts>> => {
  const { at, bootId, installed } = found;
  const os = readOsRelease((await textOf(at('etc/os-release'))) ?? (await textOf(at('usr/lib/os-release'))) ?? '');
  if (os === null) return refuse('input-invalid', { what: 'file os-release', detail: 'it names no distribution' });
  const architecture = await options.architecture();
  if (!architecture.ok) return architecture;
  const machineId = ((await textOf(at('etc/machine-id'))) ?? '').trim();
  const room = installed.length === 0 ? null : ((await options.kernelRoom?.()) ?? null);
  const productUuid = (await options.productUuid?.(bootId)) ?? null;
  return ok({
    hostname: hostname(),
    ...os,
    architecture: architecture.value,
    packageFormat: options.packageFormat,
    bootId,
    machineIdDigest: options.sha256(Buffer.from(machineId, 'utf8')),
    ...(productUuid === null ? {} : { productUuidDigest: productUuid }),
    kernel: {
      running: release(),
      nextBoot: nextBootOf(installed, await textOf(at('etc/default/grub'))),
      installed,
      ...(room === null ? {} : { room }),
    },
    virtualisation: await detectVirtualisation(options.run, []),
  });
};

/** `null`: bare metal, or systemd cannot tell. Kinds: systemd-detect-virt(1). */
const detectVirtualisation = async (run: RunCommand, args: readonly string[]): Promise<string | null> => {
  const result = await ask(run, ['/usr/bin/systemd-detect-virt', ...args]);
  // It ends with 1 where it prints `none`.
  if (result.kind !== 'ended' || result.status !== 0) return null;
  const kind = result.stdout.trim();
  return kind === '' || kind === 'none' ? null : kind;
};

/** Where kmod is depends on the merge of /usr: Debian 11 may have it in /sbin alone. */
const MODINFO = ['/usr/sbin/modinfo', '/sbin/modinfo'] as const;

/** By modinfo(8), which reads compressed modules, too; with one field asked for it prints its value and nothing else. */
const moduleField =
  (run: RunCommand): ModuleField =>
  async (name, field) => {
    for (const program of MODINFO) {
      const result = await ask(run, [program, '-k', release(), '-F', field, '--', name]);
      if (result.kind === 'not-started') continue;
      if (result.kind === 'overdue') return { kind: 'unknown', detail: `module ${name}: ${problemOf(result)}` };
      return result.status === 0 ? { kind: 'value', value: result.stdout.trim() } : { kind: 'no-file' };
    }
    return {
      kind: 'unknown',
      detail: `the module ${name} is loaded, and there is no modinfo that could be asked of its file`,
    };
  };

const requiredReboot = async (at: (path: string) => string): Promise<string | null> => {
  if ((await textOf(at('run/reboot-required'))) === null) return null;
  return (await textOf(at('run/reboot-required.pkgs'))) ?? '';
};

/** Only "there is no such file" counts as not standing. */
const mayStand = async (path: string): Promise<boolean> => {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
};

/** Sessions are not looked at: a forgotten login must not keep a planned reboot from happening. */
const mayReboot = async (run: RunCommand): Promise<Outcome<void>> => {
  const inhibitors = await blockingInhibitors(run);
  if (!inhibitors.ok) return inhibitors;
  const [first] = inhibitors.value;
  return first === undefined
    ? ok(undefined)
    : refuse('host-refuses-more', { detail: `no reboot: inhibited by ${first}` });
};

/**
 * systemctl passes over inhibitors for root, so they are looked at first: whoever blocks shutdowns (apt does while it
 * installs) is respected.
 */
const reboot = async (run: RunCommand): Promise<Outcome<void>> => {
  const may = await mayReboot(run);
  if (!may.ok) return may;
  const result = await ask(run, ['/usr/bin/systemctl', '--no-ask-password', 'reboot']);
  if (result.kind === 'ended' && result.status === 0) return ok(undefined);
  return refuse('host-refuses-more', { detail: `no reboot: ${problemOf(result)}` });
};

/**
 * wall(1) of util-linux takes one argument for the name of a file if there is one of that name, and several for the message; the
 * first is ours, so that no text is taken for an option.
 */
const tellUsers = async (run: RunCommand, text: string): Promise<Outcome<void>> => {
  const result = await ask(run, ['/usr/bin/wall', 'Slipway:', text]);
  if (result.kind === 'ended' && result.status === 0) return ok(undefined);
  return refuse('users-not-told', { detail: problemOf(result) });
};

const blockingInhibitors = async (run: RunCommand): Promise<Outcome<readonly string[]>> => {
  const manager = await ask(run, ['/usr/bin/systemctl', 'is-active', 'systemd-logind.service']);
  // Where nobody manages sessions nobody can inhibit either.
  if (manager.kind === 'ended' && manager.stdout.trim() === 'inactive') return ok([]);
  const [service, path] = ['org.freedesktop.login1', '/org/freedesktop/login1'];
  const call = [service, path, `${service}.Manager`, 'ListInhibitors'];
  const listed = await ask(run, ['/usr/bin/busctl', '--json=short', 'call', ...call]);
  const inhibitors = listed.kind === 'ended' && listed.status === 0 ? readInhibitors(listed.stdout) : null;
  if (inhibitors !== null) return ok(inhibitors);
  return refuse('host-refuses-more', { detail: `no reboot: inhibitors cannot be read: ${problemOf(listed)}` });
};

const problemOf = (result: CommandResult): string => {
  if (result.kind === 'not-started') return result.detail;
  return result.stderr.trim() || (result.kind === 'overdue' ? 'no answer in time' : `status ${result.status}`);
};

const ask = async (run: RunCommand, command: readonly [string, ...string[]]): Promise<CommandResult> =>
  await run({
    command,
    environment: ENVIRONMENT,
    timeLimitMs: LIMIT_MS,
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });

const textOf = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
};

const namesIn = async (path: string): Promise<readonly string[]> => {
  try {
    return await readdir(path);
  } catch {
    return [];
  }
};
