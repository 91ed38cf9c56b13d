import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface AgentHost {
  /** As root; resolves with what it said, throws where it does not end with 0. */
  readonly run: (command: readonly string[]) => Promise<string>;
  /** Goes on running until the host is closed. `user`: whose rights it has. */
  readonly serve: (command: readonly string[], user: string) => void;
  readonly has: (path: string) => boolean;
  readonly close: () => Promise<void>;
}

const CHECKOUT = join(import.meta.dirname, '../../../..');
const FIRST_PROCESS = join(import.meta.dirname, 'first-process.sh');
/** The agent is found as it is where its package is installed. */
const ENVIRONMENT = {
  LC_ALL: 'C.UTF-8',
  PATH: '/opt/packages/console/test/agent-host/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};
/** Tells a program that hangs. */
const COMMAND_MS_MAX = 120_000;

export const openAgentHost = async (hostname: string): Promise<AgentHost> => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-host-'));
  const namespaces = ['--mount', '--pid', '--uts', '--fork', '--kill-child', '--mount-proc'];
  const first = spawn(
    '/usr/bin/setpriv',
    ['--pdeathsig', 'KILL', '/usr/bin/unshare', ...namespaces, FIRST_PROCESS, folder, CHECKOUT, hostname],
    { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exit = once(first, 'exit');
  await Promise.race([
    once(first.stdout, 'data'),
    exit.then(() => Promise.reject(new Error('a host of its own could not be made'))),
  ]);
  const pid = childOf(first);
  const inside = ['--target', String(pid), '--mount', '--pid', '--uts', '--'];
  return {
    run: async (command) => {
      const options = { env: ENVIRONMENT, timeout: COMMAND_MS_MAX };
      return (await promisify(execFile)('/usr/bin/nsenter', [...inside, ...command], options)).stdout;
    },
    serve: (command, user) => {
      const rights = ['/usr/bin/setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', '--'];
      spawn('/usr/bin/nsenter', [...inside, ...rights, ...command], { env: ENVIRONMENT, stdio: 'ignore' });
    },
    has: (path) => existsSync(`/proc/${pid}/root${path}`),
    close: async () => {
      first.kill('SIGKILL');
      await exit;
      rmSync(folder, { recursive: true });
    },
  };
};

/** unshare waits for the first process of its new process namespace: its only child. */
const childOf = ({ pid }: ChildProcess): number => {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  if (child === '') throw new Error('the first process is gone');
  return Number(child);
};
