import { basename, join } from 'node:path';
import { textOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import type { LabHost } from './host.ts';
import { copyIn, exec, execOk } from './inside.ts';

/** A package manager is never ended; past this time it runs on and the lab says so. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;
const REMOVE_TIMEOUT_MS = 10_000;
const LOG_TAIL_CHARACTERS = 2000;

/** Installs a package file of the machine as a user would: copied over, then `apt-get install ./file.deb`. */
export async function installPackage(host: LabHost, debPath: string): Promise<void> {
  // Not /root: apt reads the file as its unprivileged user.
  const copied = `/var/tmp/${basename(debPath)}`;
  await copyIn(host, { from: debPath, to: copied });
  await aptGet(host, ['install', '-y', '--no-install-recommends', copied]);
  await execOk(host, ['rm', '--', copied], { timeoutMs: REMOVE_TIMEOUT_MS });
}

/** apt-get inside the host, output to the host's apt.log on the machine so that no broken pipe can reach it. */
export async function aptGet(host: LabHost, args: readonly string[]): Promise<void> {
  const outputFile = join(host.directory, 'apt.log');
  const result = await exec(host, ['apt-get', ...args], {
    timeoutMs: INSTALL_TIMEOUT_MS,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    outputFile,
    whenOverdue: 'leave',
  });
  if (result.ending === 'exited' && result.exitCode === 0) return;
  const log = (await textOrNull(outputFile)) ?? '';
  const how = result.ending === 'overdue' ? 'is overdue and still running' : `failed (${result.exitCode})`;
  throw new LabError(
    result.ending === 'overdue' ? 'command-overdue' : 'command-failed',
    `${host.name}: apt-get ${args.join(' ')} ${how}; the end of ${outputFile}:\n${log.slice(-LOG_TAIL_CHARACTERS)}`,
  );
}
