// Which running processes map code of given files: what an update of those files would leave running old code.

import { readdir, readFile, readlink } from 'node:fs/promises';
import { unitOfCgroup } from './processes.ts';

export interface RunningCode {
  readonly units: readonly string[];
  /** Programs that belong to no system unit: sessions, containers' inits, things started by hand. */
  readonly otherPrograms: readonly string[];
  /** Processes whose maps this user may not read. */
  readonly unreadable: number;
}

/** `paths` are files as packages list them; a usrmerged host maps `/usr/lib/…` for a listed `/lib/…`. */
export const runningCodeOf = async (paths: ReadonlySet<string>): Promise<RunningCode> => {
  const units = new Set<string>();
  const others = new Set<string>();
  let unreadable = 0;
  const ownNamespace = await readlink('/proc/self/ns/pid');
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const found = await lookAtOne(name, paths, ownNamespace);
    if (found === 'unreadable') unreadable += 1;
    else if (found !== null && found.unit !== null) units.add(found.unit);
    else if (found !== null) others.add(found.executable);
  }
  return { units: [...units].sort(), otherPrograms: [...others].sort(), unreadable };
};

const lookAtOne = async (
  pid: string,
  paths: ReadonlySet<string>,
  ownNamespace: string,
): Promise<{ readonly unit: string | null; readonly executable: string } | 'unreadable' | null> => {
  try {
    const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
    if (!mappedCode(maps).some((path) => paths.has(path) || paths.has(path.replace(/^\/usr(?=\/(lib|bin|sbin))/, ''))))
      return null;
    // A container's process runs the files of its own image, which no package of this host owns.
    if ((await readlink(`/proc/${pid}/ns/pid`)) !== ownNamespace) return null;
    return {
      unit: unitOfCgroup(await readFile(`/proc/${pid}/cgroup`, 'utf8')),
      executable: await readlink(`/proc/${pid}/exe`),
    };
  } catch (error) {
    // Gone meanwhile (ENOENT, ESRCH), or another user's.
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'unreadable' : null;
  }
};

/** Executable mappings of files, from /proc/PID/maps (proc_pid_maps(5)). */
const mappedCode = (maps: string): readonly string[] => {
  const files = new Set<string>();
  for (const line of maps.split('\n')) {
    const [, permissions, path] = /^[0-9a-f]+-[0-9a-f]+ (\S+) [0-9a-f]+ \S+ \d+ +(\/.*)$/.exec(line) ?? [];
    if (permissions?.includes('x') === true && path !== undefined) files.add(path);
  }
  return [...files];
};
