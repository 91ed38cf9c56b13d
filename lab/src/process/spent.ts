import { readFile } from 'node:fs/promises';

/** The kernel counts in ticks of 10 ms, whatever its own clock (time(7)). */
const TICK_MS = 10;

export interface Spent {
  /** User and system time of the process itself. */
  readonly ownMs: number;
  /** Of its children that have ended and were waited for, theirs included. */
  readonly childrenMs: number;
}

/** Fields 14 to 17 of proc_pid_stat(5), counted after the program's name, which may hold anything. */
export async function spentBy(pid: number): Promise<Spent> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  return { ownMs: (user + system) * TICK_MS, childrenMs: (childUser + childSystem) * TICK_MS };
}
