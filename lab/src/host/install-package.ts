import { basename, join } from 'node:path';
import { textOrNull } from '../files.ts';
import { LabError } from '../lab-error.ts';
import type { LabHost } from './host.ts';
import { copyIn, exec, execOk } from './inside.ts';

/** A package manager is never ended; past this time it runs on and the lab says so. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;
const REMOVE_TIMEOUT_MS = 10_000;
const LOG_TAIL_CHARACTERS = 2000;

/** Installs a package file of the machine as a user would: copied over, then `apt-get install ./file.deb` or `dnf install ./file.rpm`. */
export async function installPackage(host: LabHost, path: string): Promise<void> {
  // Not /root: apt reads the file as its unprivileged user.
  const copied = `/var/tmp/${basename(path)}`;
  await copyIn(host, { from: path, to: copied });
  if (path.endsWith('.rpm')) await dnf(host, ['install', copied]);
  else await aptGet(host, ['install', '-y', '--no-install-recommends', copied]);
  await execOk(host, ['rm', '--', copied], { timeoutMs: REMOVE_TIMEOUT_MS });
}

export async function aptGet(host: LabHost, args: readonly string[]): Promise<void> {
  await packageManager(host, ['apt-get', ...args], { DEBIAN_FRONTEND: 'noninteractive' });
}

/** Asks nobody, and takes the repository's key as its file names it. */
export async function dnf(host: LabHost, args: readonly string[]): Promise<void> {
  await packageManager(host, ['dnf', '--assumeyes', ...args], {});
}

/** Output to a log of the host on the machine, so that no broken pipe can reach it. */
async function packageManager(
  host: LabHost,
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const outputFile = join(host.directory, `${argv[0]}.log`);
  const result = await exec(host, argv, {
    timeoutMs: INSTALL_TIMEOUT_MS,
    env,
    outputFile,
    whenOverdue: 'leave',
  });
  if (result.ending === 'exited' && result.exitCode === 0) return;
  const log = (await textOrNull(outputFile)) ?? '';
  const how = result.ending === 'overdue' ? 'is overdue and still running' : `failed (${result.exitCode})`;
  throw new LabError(
    result.ending === 'overdue' ? 'command-overdue' : 'command-failed',
    `${host.name}: ${argv.join(' ')} ${how}; the end of ${outputFile}:\n${log.slice(-LOG_TAIL_CHARACTERS)}`,
  );
}
