import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { FileSystem } from '../../ports/index.ts';

export interface Mount {
  readonly mountPoint: string;
  readonly options: ReadonlySet<string>;
}

export const fileSystemOf = async (path: string, mountInfo: string): Promise<Outcome<FileSystem>> => {
  const mount = mountOf(path, readMounts(mountInfo));
  if (mount === null) return refuse('file-system-unknown', { path, detail: 'no mount of the host holds it' });
  try {
    const { bavail, bsize, ffree, files } = await statfsOf(path);
    return ok({
      mountPoint: mount.mountPoint,
      freeBytes: bavail * bsize,
      // Some file systems (btrfs) have no fixed number of inodes and say 0 of 0.
      freeInodes: files === 0 ? Number.MAX_SAFE_INTEGER : ffree,
      readOnly: mount.options.has('ro'),
      noExec: mount.options.has('noexec'),
    });
  } catch (error) {
    return refuse('file-system-unknown', { path, detail: error instanceof Error ? error.message : String(error) });
  }
};

/**
 * Lines of /proc/PID/mountinfo (proc_pid_mountinfo(5)): the mount point is the fifth word, its own options the sixth, those of
 * the file system the last. Either may say `ro`. Blanks in a path are written as `\040`.
 */
export const readMounts = (text: string): readonly Mount[] =>
  text.split('\n').flatMap((line) => {
    const words = line.split(' ');
    const [, , , , point, own] = words;
    const separator = words.indexOf('-', 6);
    const [, , superOptions = ''] = separator === -1 ? [] : words.slice(separator + 1);
    if (point === undefined || own === undefined || separator === -1) return [];
    const options = new Set(own.split(','));
    if (superOptions.split(',').includes('ro')) options.add('ro');
    return [{ mountPoint: unescaped(point), options }];
  });

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** The longest mount point above the path; of several at one place the last, which covers the others. */
export const mountOf = (path: string, mounts: readonly Mount[]): Mount | null => {
  let found: Mount | null = null;
  for (const mount of mounts) {
    const { mountPoint } = mount;
    const holds = mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`);
    if (holds && mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount;
  }
  return found;
};

const statfsOf = async (path: string): Promise<StatsFs> => {
  try {
    return await statfs(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || path === dirname(path)) throw error;
    return await statfsOf(dirname(path));
  }
};
