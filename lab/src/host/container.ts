import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, commandLineOf, type ProcessRecord, processIds, recordOf } from '../process/index.ts';

/** What systemd-nspawn is called with; `--directory` with a path of this lab is what tells our containers from others. */
export function nspawnArguments(host: {
  readonly name: string;
  readonly machineName: string;
  readonly directory: string;
  readonly bridge: string;
}): readonly string[] {
  return [
    '--quiet',
    directoryArgument(host),
    '--boot',
    `--machine=${host.machineName}`,
    `--hostname=${host.name}`,
    // There may be no machined, and no unit of its own to be had, where systemd is not PID 1.
    '--register=no',
    '--keep-unit',
    `--network-bridge=${host.bridge}`,
    // The rest keeps the machine's own settings out of the host.
    '--resolv-conf=off',
    '--timezone=off',
    '--link-journal=no',
    '--settings=no',
  ];
}

export function directoryArgument(host: { readonly directory: string }): string {
  return `--directory=${join(host.directory, 'root')}`;
}

/**
 * systemd-nspawn processes of this host. Found by their command line, not by a record: a supervisor killed between
 * starting one and writing it down must not leave a container that nobody finds.
 */
export function nspawnProcesses(host: { readonly directory: string }): readonly ProcessRecord[] {
  const wanted = directoryArgument(host);
  return processIds()
    .filter((pid) => {
      const [program = '', ...args] = commandLineOf(pid);
      return program.endsWith('systemd-nspawn') && args.includes(wanted);
    })
    .map(recordOf)
    .filter((record) => record !== null);
}

/** The container's PID 1 as the machine sees it, once systemd runs there; null while there is none. */
export function containerInit(host: { readonly directory: string }): ProcessRecord | null {
  for (const nspawn of nspawnProcesses(host)) {
    // For a moment nspawn has helper children too: only PID 1 of a pid namespace that already runs systemd will do.
    const init = childrenOf(nspawn.pid).find((pid) => isInit(pid));
    if (init !== undefined) return recordOf(init);
  }
  return null;
}

function isInit(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^Name:\tsystemd$/m.test(status) && /^NSpid:(?:\t\d+)+\t1$/m.test(status);
  } catch {
    return false; // gone while we looked
  }
}
