// Interpreters that run, and since when. Ages are by the clock of the boot, which nobody sets.

import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Interpreter } from '@slipway/core/execution';
import { ifThere } from '../../if-there/index.ts';
import type { RunningInterpreter } from '../../ports/index.ts';
import { ownershipOf } from './process-owner.ts';

const PROGRAMS: readonly (readonly [Interpreter, RegExp])[] = [
  ['python', /^python[\d.]*$/],
  ['perl', /^perl[\d.]*$/],
  ['ruby', /^ruby[\d.]*$/],
];
/** What the kernel counts a process's start in, on every architecture (proc(5), sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;
/** Behind the name, which may hold anything: of the 52 fields of proc_pid_stat(5) the 22nd. */
const START_FIELD = 22 - 3;

/** Sorted by process. What ends meanwhile, and what runs in a container, is left out. */
export const runningInterpreters = async (): Promise<readonly RunningInterpreter[]> => {
  const found: RunningInterpreter[] = [];
  const own = await readlink('/proc/self/ns/pid');
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const one = await interpreterAt(name, own);
    if (one !== null) found.push(one);
  }
  return found.sort((a, b) => a.pid - b.pid);
};

/** `null`: none, or gone meanwhile, or another user's: root, who asks, sees all that are there. */
const interpreterAt = async (name: string, ownNamespace: string): Promise<RunningInterpreter | null> =>
  await ifThere(lookAt(name, ownNamespace), ['ESRCH', 'EACCES']);

const lookAt = async (name: string, ownNamespace: string): Promise<RunningInterpreter | null> => {
  const at = `/proc/${name}`;
  const executable = (await readlink(`${at}/exe`)).replace(/ \(deleted\)$/, '');
  const interpreter = PROGRAMS.find(([, pattern]) => pattern.test(basename(executable)))?.[0];
  if (interpreter === undefined) return null;
  if ((await readlink(`${at}/ns/pid`)) !== ownNamespace || (await readlink(`${at}/root`)) !== '/') return null;
  const secondsUp = await ageOf(await readFile(`${at}/stat`, 'utf8'));
  const { unit } = ownershipOf(await readFile(`${at}/cgroup`, 'utf8'), (uid) => uid);
  return secondsUp === null ? null : { interpreter, pid: Number(name), executable, unit, secondsUp };
};

const ageOf = async (stat: string): Promise<number | null> => {
  const start = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD]);
  const uptime = Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]);
  const age = uptime - start / TICKS_PER_SECOND;
  return Number.isFinite(age) ? age : null;
};
