import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statOrNull } from '../files.ts';

/**
 * A control group of the host's own, in each hierarchy that systemd uses. systemd-nspawn with --keep-unit makes `payload` below
 * the group of whoever calls it: hosts with one caller's group would share one tree, in which each one's systemd removes what
 * another's is about to enter (seen on a machine without systemd: early services failed with 219/CGROUP, about one boot in ten).
 */
export function enterOwnGroup(machineName: string): void {
  for (const folder of groupFolders(machineName)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'cgroup.procs'), String(process.pid));
  }
}

/** Of a host that is down; a group that somebody is still in stays. */
export async function removeGroup(machineName: string): Promise<void> {
  for (const folder of groupFolders(machineName)) {
    if ((await statOrNull(folder)) !== null) removeBelow(folder);
  }
}

const groupFolders = (machineName: string): readonly string[] =>
  groupsIn(readFileSync('/proc/1/cgroup', 'utf8'), readFileSync('/proc/self/mounts', 'utf8')).map((folder) =>
    join(folder, `slipway-lab-${machineName}`),
  );

/**
 * Below the machine's first process, so that a caller's own group, which may end before the host, plays no part.
 * @param cgroup proc(5), `/proc/PID/cgroup`: NUMBER:CONTROLLERS:PATH
 * @param mounts proc(5), `/proc/PID/mounts`
 */
export function groupsIn(cgroup: string, mounts: string): readonly string[] {
  const mounted = mounts.split('\n').map((line) => line.split(' '));
  const unified = mounted.find(([, , type]) => type === 'cgroup2')?.[1];
  const named = mounted.find(([, , type, options = '']) => type === 'cgroup' && options.includes('name=systemd'))?.[1];
  return cgroup.split('\n').flatMap((line) => {
    const [, controllers, path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const at = controllers === '' ? unified : controllers === 'name=systemd' ? named : undefined;
    // Beside systemd's own first group, which lets nobody in.
    return at === undefined ? [] : [join(at, path.replace(/\/init\.scope$/, ''))];
  });
}

/** From below: the kernel removes a group that has neither members nor groups. */
function removeBelow(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeBelow(join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Somebody is still in it, or it went by itself: it is of no weight, and the next host of that name takes it over.
    if (code !== 'EBUSY' && code !== 'ENOENT') throw cause;
  }
}
