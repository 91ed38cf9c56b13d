// Which processes still run code that is gone from the disk. A package manager replaces a file by a new one of the same
// name; whoever has mapped the old one keeps it, and the kernel shows its name with ` (deleted)`.
// Comparing inodes instead would find no more and would be wrong on overlay file systems, where the two views differ.

import { readdir, readFile, readlink } from 'node:fs/promises';
import type { StaleProcess } from '@slipway/core/inventory';
import { ifThere } from '../../if-there/index.ts';
import { ownershipOf, usersIn } from './process-owner.ts';

export interface ProcessLook {
  readonly stale: readonly StaleProcess[];
  /** Processes whose maps this user may not read: about those nothing is known. */
  readonly unreadable: number;
}

/** Where packages put code. Elsewhere (/tmp, /dev/shm, a home) a deleted mapping is a program's own affair. */
const CODE = /^\/(usr|lib|lib32|lib64|libx32|bin|sbin|opt)\//;
/** In one process; more names tell nobody more. */
const FILES_MAX = 50;

/** `self`: the process that looks. It ends with its work, and nobody must restart it for what it maps meanwhile. */
export const lookAtProcesses = async (self: number = process.pid): Promise<ProcessLook> => {
  const ownNamespace = await linkOf(`/proc/${self}/ns/pid`);
  const userOf = usersIn((await textOf('/etc/passwd')) ?? '');
  const stale: StaleProcess[] = [];
  let unreadable = 0;
  for (const name of await readdir('/proc')) {
    const pid = /^\d+$/.test(name) ? Number(name) : null;
    if (pid === null || pid === self) continue;
    const found = await lookAtOne(pid, ownNamespace, userOf);
    if (found === 'unreadable') unreadable += 1;
    else if (found !== null) stale.push(found);
  }
  return { stale: stale.sort((a, b) => a.pid - b.pid), unreadable };
};

const lookAtOne = async (
  pid: number,
  ownNamespace: string | null,
  userOf: (uid: string) => string,
): Promise<StaleProcess | 'unreadable' | null> => {
  let maps: string;
  try {
    maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  } catch (error) {
    // Gone meanwhile (ENOENT, ESRCH), or another user's.
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'unreadable' : null;
  }
  const executable = await linkOf(`/proc/${pid}/exe`);
  const files = [...deletedCode(maps), ...(runsJava(executable) ? await deletedJars(pid) : [])].sort();
  if (files.length === 0) return null;
  // A container's process runs the files of its own image, which no package of this host owns.
  if ((await linkOf(`/proc/${pid}/ns/pid`)) !== ownNamespace || (await linkOf(`/proc/${pid}/root`)) !== '/')
    return null;
  const { unit, owner } = ownershipOf((await textOf(`/proc/${pid}/cgroup`)) ?? '', userOf);
  return {
    pid,
    executable: executable === null ? `pid ${pid}` : withoutMark(executable),
    unit,
    files: files.slice(0, FILES_MAX),
    ...(owner === null ? {} : { owner }),
  };
};

/** Java keeps the archives of its classes open, and reads from them as long as it runs; no other interpreter keeps what it has read. */
const runsJava = (executable: string | null): boolean =>
  executable !== null && /\/(?:java|jsvc)$/.test(withoutMark(executable));

/** Gone while a process of Java has them open, each once. */
const deletedJars = async (pid: number): Promise<readonly string[]> => {
  const files = new Set<string>();
  for (const descriptor of (await ifThere(readdir(`/proc/${pid}/fd`), HIDDEN)) ?? []) {
    const target = (await linkOf(`/proc/${pid}/fd/${descriptor}`)) ?? '';
    const path = withoutMark(target);
    if (path !== target && CODE.test(path) && /\.(?:jar|war|jmod)$/.test(path)) files.add(path);
  }
  return [...files];
};

const MARK = ' (deleted)';
/** rpm may rename a file before it takes it away (`libssl.so.3;65f0c1a2`, as needs_restarting.py of dnf-plugins-core 4.3 knows it). */
const withoutMark = (path: string): string =>
  path.endsWith(MARK) ? path.slice(0, -MARK.length).replace(/;[0-9a-f]{8,}$/i, '') : path;

/** Executable mappings of files that are gone, from /proc/PID/maps (proc_pid_maps(5)). Sorted, each once. */
export const deletedCode = (maps: string): readonly string[] => {
  const files = new Set<string>();
  for (const line of maps.split('\n')) {
    if (!line.endsWith(MARK)) continue;
    const [, permissions, path] = /^[0-9a-f]+-[0-9a-f]+ (\S+) [0-9a-f]+ \S+ \d+ +(\/.*)$/.exec(line) ?? [];
    if (permissions === undefined || path === undefined || !permissions.includes('x')) continue;
    if (CODE.test(path)) files.add(withoutMark(path));
  }
  return [...files].sort();
};

/** The system unit alone; `null`: people's, a container's, or nobody knows. Nothing restarts those. */
export const unitOfCgroup = (cgroup: string): string | null => ownershipOf(cgroup, (uid) => uid).unit;

const linkOf = async (path: string): Promise<string | null> => await ifThere(readlink(path), HIDDEN);

const textOf = async (path: string): Promise<string | null> => await ifThere(readFile(path, 'utf8'), HIDDEN);

/** What /proc says of a process that ended meanwhile, or is another user's. */
const HIDDEN = ['ESRCH', 'EACCES'] as const;
