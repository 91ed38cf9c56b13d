// Executable files below the folders where people put programs that no package brings.

import { constants, type Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { textIn, unlessAbsent } from './files.ts';

export const FOLDERS = ['/usr/local/bin', '/usr/local/sbin', '/opt', '/srv'] as const;

/** 0.2 s on two old cores; /srv may hold millions of files, and a look is made every five minutes. */
const ENTRIES_MAX = 20_000;
/** `/opt/maker/product/jdk/lib/…`: what lies deeper is a part of something that was found before. */
const DEPTH_MAX = 8;

export interface Walk {
  readonly executables: ReadonlySet<string>;
  /** Whether all was looked at: nothing was remote, too deep, or one too many. */
  readonly extent: 'whole' | 'part';
}

/** Throws where a folder may not be read. */
export const walkFolders = async (folders: readonly string[] = FOLDERS): Promise<Walk> => {
  const remote = await remoteMounts();
  const executables = new Set<string>();
  let extent: Walk['extent'] = 'whole';
  let entries = 0;
  // All folders of one depth before those below them: where the look is cut, what is near the top was seen.
  let level: readonly string[] = folders;
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: string[] = [];
    for (const folder of level) {
      if (depth > DEPTH_MAX || remote.has(folder)) {
        extent = 'part';
        continue;
      }
      for (const entry of await entriesOf(folder)) {
        entries += 1;
        if (entries > ENTRIES_MAX) return { executables, extent: 'part' };
        if (entry.isDirectory()) below.push(join(folder, entry.name));
        else if (await isExecutable(folder, entry)) executables.add(await fileOf(folder, entry));
      }
    }
    level = below;
  }
  return { executables, extent };
};

const entriesOf = async (folder: string): Promise<readonly Dirent[]> =>
  (await unlessAbsent(readdir(folder, { withFileTypes: true })))?.toSorted((a, b) => (a.name < b.name ? -1 : 1)) ?? [];

const ANY_EXECUTE = constants.S_IXUSR | constants.S_IXGRP | constants.S_IXOTH;
/** Makers often mark their libraries executable; they are no programs. */
const LIBRARY = /\.so(\.[\d.]+)?$|\.(a|o|pyc|jar|txt|md|html|json|xml|png|svg)$/;

const isExecutable = async (folder: string, entry: Dirent): Promise<boolean> => {
  if (LIBRARY.test(entry.name) || !(entry.isFile() || entry.isSymbolicLink())) return false;
  const path = join(folder, entry.name);
  const found = await unlessAbsent(entry.isFile() ? lstat(path) : stat(path));
  return found?.isFile() === true && (found.mode & ANY_EXECUTE) !== 0;
};

/** A link is followed to its file: that one may be a package's. */
const fileOf = async (folder: string, entry: Dirent): Promise<string> => {
  const path = join(folder, entry.name);
  return entry.isSymbolicLink() ? await realpath(path) : path;
};

/** A server that is away would hold the look for ever. Kinds: proc_pid_mountinfo(5), behind ` - `. */
const REMOTE = /^(nfs\d?|cifs|smb3|9p|ceph|glusterfs|lustre|afs|ncpfs|virtiofs|fuse(\..+)?|autofs)$/;

const remoteMounts = async (): Promise<ReadonlySet<string>> =>
  remoteMountsIn((await textIn('/proc/self/mountinfo')) ?? '');

export const remoteMountsIn = (mountinfo: string): ReadonlySet<string> => {
  const mounts = new Set<string>();
  for (const line of mountinfo.split('\n')) {
    const [, point, kind] = /^\S+ \S+ \S+ \S+ (\S+) .* - (\S+) /.exec(line) ?? [];
    if (point !== undefined && kind !== undefined && REMOTE.test(kind)) mounts.add(unescaped(point));
  }
  return mounts;
};

const unescaped = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
