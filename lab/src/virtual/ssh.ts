import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandEnvironment, run, runOk } from '../run.ts';
import type { SeedFile } from './seed.ts';

interface WayIn {
  readonly directory: string;
  readonly address: string;
}

const TIMEOUT_MS = 60_000;
/** The first connection after a boot costs an emulated key exchange, which took more than ten seconds beside busy neighbours. */
const CONNECT_SECONDS = 60;

/** A key of this machine alone. Answers what lets it in. */
export async function makeWayIn({ directory }: Pick<WayIn, 'directory'>): Promise<SeedFile> {
  const key = keyOf({ directory });
  await runOk(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'slipway-lab', '-f', key], {
    timeoutMs: TIMEOUT_MS,
  });
  const content = await readFile(`${key}.pub`, 'utf8');
  return { path: '/root/.ssh/authorized_keys', content, mode: 0o600 };
}

/** The argument list becomes one quoted line: sshd gives what it gets to a shell. One connection serves many commands. */
export function sshArguments(
  way: WayIn,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): readonly string[] {
  const variables = Object.entries({ ...commandEnvironment, ...env }).map(([name, value]) => `${name}=${value}`);
  return [
    ...['ssh', '-F', 'none', '-i', keyOf(way)],
    ...options({
      BatchMode: 'yes',
      ConnectTimeout: String(CONNECT_SECONDS),
      ControlMaster: 'auto',
      ControlPath: socketOf(way),
      ControlPersist: '300',
      // Nobody else is on the lab's bridge, and the key of a guest is made anew with every image.
      StrictHostKeyChecking: 'no',
      UserKnownHostsFile: '/dev/null',
      LogLevel: 'ERROR',
      // A guest that was cut off sends nothing any more: without this the connection would wait for it.
      ServerAliveInterval: '5',
      ServerAliveCountMax: '3',
    }),
    `root@${way.address}`,
    ['env', '-i', ...variables, ...argv].map(quoted).join(' '),
  ];
}

/** Before a machine goes away for good or is cut off: a connection kept for later would only be found dead. */
export async function closeWayIn(way: WayIn): Promise<void> {
  const argv = ['ssh', '-F', 'none', ...options({ ControlPath: socketOf(way) }), '-O', 'exit', `root@${way.address}`];
  // It answers with an error where there is no connection, which is as good.
  await run(argv, { timeoutMs: TIMEOUT_MS });
}

function options(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** For a POSIX shell: nothing inside single quotes means anything but the quote itself. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function keyOf({ directory }: Pick<WayIn, 'directory'>): string {
  return join(directory, 'ssh-key');
}

function socketOf({ directory }: Pick<WayIn, 'directory'>): string {
  return join(directory, 'ssh.socket');
}
