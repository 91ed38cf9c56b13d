// Who holds the locks of package managers. Those of dpkg, apt and rpm are POSIX record locks, which show in /proc beside the descriptor
// that holds them. Looked up by the file's name and not by inode, since on overlay file systems the two views of an inode differ.

import { readdir, readFile, readlink } from 'node:fs/promises';
import { type Instant, instantOfMs } from '@slipway/core/time';
import { ifThere } from '../../if-there/index.ts';
import type { LockHolder, LockHolders } from '../../ports/index.ts';

export const lockHolders: LockHolders = {
  async ofFiles(paths) {
    const wanted = new Set(paths);
    for (const pid of await pidsWithLocks()) {
      if (await holdsOneOf(pid, wanted)) return await describe(pid);
    }
    return null;
  },
  ofProcess: async (pid) =>
    (await ifAlive(readFile(`/proc/${pid}/stat`, 'utf8'))) === null ? null : await describe(pid),
};

/** `17: POSIX  ADVISORY  WRITE 812 00:1f:5678 0 EOF`; a waiting one has `->` before its kind (proc_locks(5)). */
export const pidsOfLocks = (text: string): readonly number[] => {
  const pids = text.split('\n').flatMap((line) => {
    const pid = /^\d+: POSIX +ADVISORY +WRITE +(\d+) /.exec(line)?.[1];
    return pid === undefined ? [] : [Number(pid)];
  });
  return [...new Set(pids)];
};

const pidsWithLocks = async (): Promise<readonly number[]> => pidsOfLocks(await readFile('/proc/locks', 'utf8'));

const holdsOneOf = async (pid: number, paths: ReadonlySet<string>): Promise<boolean> => {
  for (const descriptor of (await ifAlive(readdir(`/proc/${pid}/fd`))) ?? []) {
    const target = await ifAlive(readlink(`/proc/${pid}/fd/${descriptor}`));
    if (target === null || !paths.has(target)) continue;
    const info = await ifAlive(readFile(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8'));
    if (info !== null && /^lock:.*POSIX.*WRITE/m.test(info)) return true;
  }
  return false;
};

const describe = async (pid: number): Promise<LockHolder> => {
  const name = (await ifAlive(readFile(`/proc/${pid}/comm`, 'utf8')))?.trim() ?? 'a process';
  const unit = unitOf((await ifAlive(readFile(`/proc/${pid}/cgroup`, 'utf8'))) ?? '');
  return { holder: `${name} (pid ${pid}${unit === null ? '' : `, unit ${unit}`})`, since: await startOf(pid) };
};

/** The last part of the unified hierarchy's path that is a unit: `0::/system.slice/ssh.service`. */
const unitOf = (cgroup: string): string | null =>
  /^0::(?:.*\/)?([^/\n]+\.(?:service|scope))(?:\/|$)/m.exec(cgroup)?.[1] ?? null;

/** USER_HZ: 100 on every architecture that Debian has (proc_pid_stat(5)). */
const TICKS_PER_SECOND = 100;

const startOf = async (pid: number): Promise<Instant> => {
  const stat = (await ifAlive(readFile(`/proc/${pid}/stat`, 'utf8'))) ?? '';
  const booted = Number(/^btime (\d+)$/m.exec(await readFile('/proc/stat', 'utf8'))?.[1] ?? 0);
  // The second field is the name in brackets and may hold anything; the 22nd is the start in ticks since the boot.
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 0);
  return instantOfMs((booted + ticks / TICKS_PER_SECOND) * 1000);
};

/** A process may end between two looks. */
const ifAlive = async <T>(asked: Promise<T>): Promise<T | null> => await ifThere(asked, ['ESRCH', 'EACCES']);
