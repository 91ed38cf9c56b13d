// Members on a bridge of their own. Each is a process tree in its own namespaces; the first process of each dies with the
// one that started it, and takes the rest along.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface DebianNet {
  /** The nth has the address 10.77.0.n and the name that is given; all know each other by it. */
  readonly start: (name: string) => Promise<DebianMember>;
  readonly dispose: () => Promise<void>;
}

export interface DebianMember {
  readonly name: string;
  readonly address: string;
  /** Of its first process, outside of its namespaces: its files lie below `/proc/PID/root`. */
  readonly pid: number;
  /** What stands before a command line to have it run inside. */
  readonly inside: readonly string[];
  /** Throws with what was complained of, where it does not end with 0. `user`: as root, unless said. */
  readonly run: (command: readonly string[], user?: string) => string;
  /** Goes on running; its output goes into the file /var/log/NAME.out inside, NAME being its program's. */
  readonly serve: (command: readonly string[], user?: string) => void;
  readonly write: (path: string, content: string) => void;
}

const FIRST_PROCESS = join(import.meta.dirname, 'first-process.sh');
const SETTLED_MS = 10_000;
/** A cluster that is joined on a busy machine; what takes longer hangs, and would hang the test with it. */
const COMMAND_MS_MAX = 120_000;

export const openDebianNet = async (root: string): Promise<DebianNet> => {
  const folder = mkdtempSync(join(tmpdir(), 'debian-net-'));
  const bridge = await firstProcess(['--net'], ['bridge']);
  const members: DebianMember[] = [];
  const processes = [bridge];
  return {
    start: async (name) => {
      const place = members.length + 1;
      const mount = join(folder, name);
      mkdirSync(mount);
      const namespaces = ['--mount', '--net', '--pid', '--uts', '--ipc', '--fork', '--kill-child'];
      const started = await firstProcess(namespaces, ['member', mount, root, name]);
      processes.push(started);
      const member = memberAt({ name, address: `10.77.0.${place}`, pid: childOf(started) });
      const join0 = ['/usr/bin/nsenter', '-t', String(bridge.pid), '-n', '--', '/sbin/ip', 'link'] as const;
      execute([...join0, 'add', `port${place}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(member.pid)]);
      execute([...join0, 'set', `port${place}`, 'master', 'br0', 'up']);
      const own = ['/usr/bin/nsenter', '-t', String(member.pid), '-n', '--', '/sbin/ip'] as const;
      execute([...own, 'addr', 'add', `${member.address}/24`, 'dev', 'eth0']);
      execute([...own, 'link', 'set', 'eth0', 'up']);
      members.push(member);
      const hosts = members.map((one) => `${one.address} ${one.name}\n`).join('');
      for (const one of members) one.write('/etc/hosts', `127.0.0.1 localhost\n${hosts}`);
      return member;
    },
    dispose: async () => {
      await Promise.all(processes.map(ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const memberAt = ({ name, address, pid }: Pick<DebianMember, 'name' | 'address' | 'pid'>): DebianMember => {
  const inside = ['/usr/bin/nsenter', '-t', String(pid), '-m', '-n', '-p', '-u', '-i', '-r', '-w', '--'];
  return {
    name,
    address,
    pid,
    inside,
    run: (command, user = 'root') => execute([...inside, ...as(user), ...command]),
    serve: (command, user = 'root') => {
      const log = `/proc/${pid}/root/var/log/${(command[0] ?? '').split('/').at(-1)}.out`;
      const output = openSync(log, 'a');
      const [program = '', ...args] = [...inside, ...as(user), ...command];
      spawn(program, args, { env: ENVIRONMENT, stdio: ['ignore', output, output] }).unref();
      closeSync(output);
    },
    write: (path, content) => {
      const outside = `/proc/${pid}/root${path}`;
      mkdirSync(dirname(outside), { recursive: true });
      writeFileSync(outside, content);
    },
  };
};

/** As services run: an account, and no more than its own groups. */
const as = (user: string): readonly string[] =>
  user === 'root' ? [] : ['/usr/bin/setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', '--'];

const ENVIRONMENT = { LC_ALL: 'C.UTF-8', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

const execute = (command: readonly string[]): string => {
  const [program = '', ...args] = command;
  return execFileSync(program, args, {
    encoding: 'utf8',
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    timeout: COMMAND_MS_MAX,
  });
};

/** Ready once it says so. */
const firstProcess = async (namespaces: readonly string[], words: readonly string[]): Promise<ChildProcess> => {
  const child = spawn(
    '/usr/bin/setpriv',
    ['--pdeathsig', 'KILL', '/usr/bin/unshare', ...namespaces, FIRST_PROCESS, ...words],
    { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await Promise.race([
    once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('a namespace could not be made'))),
  ]);
  return child;
};

/** unshare waits for the first process of its new process namespace: its only child. */
const childOf = ({ pid }: ChildProcess): number => {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  if (child === '') throw new Error('the first process is gone');
  return Number(child);
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(SETTLED_MS) });
  child.kill('SIGKILL');
  await exit;
};
