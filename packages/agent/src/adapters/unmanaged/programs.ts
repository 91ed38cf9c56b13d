// Programs whose file no package owns.

import { createHash } from 'node:crypto';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { asDigest, type Digest } from '@slipway/core/ids';
import type { Listing, UnmanagedProgram } from '@slipway/core/inventory';
import type { FileOwners } from '../../ports/index.ts';
import { chunksOf, unlessAbsent } from './files.ts';
import { listed } from './listing.ts';
import { FOLDERS, walkFolders } from './walk.ts';

/** What an earlier look computed of a file, as long as the file is the same. */
export interface KnownHash {
  readonly sizeBytes: number;
  readonly changedAtMs: number;
  readonly sha256: Digest;
}

export interface ProgramsLook {
  readonly programs: Listing<UnmanagedProgram>;
  readonly hashes: Readonly<Record<string, KnownHash>>;
}

/** A second of one core, once per file; what does not fit waits for the next look. */
const HASHED_BYTES_MAX = 256 * 1024 * 1024;

export const lookAtPrograms = async (options: {
  readonly ownersOf: FileOwners;
  readonly hashes: Readonly<Record<string, KnownHash>>;
  /** Of an earlier look of this boot: a program that runs once an hour must not come and go. */
  readonly seenRunning: readonly string[];
  readonly folders?: readonly string[];
}): Promise<ProgramsLook> => {
  const { executables, extent } = await walkFolders(options.folders ?? FOLDERS);
  const { files, unreadable } = await runningFiles();
  const running = new Set([...options.seenRunning, ...files]);
  const owners = await options.ownersOf(new Set([...executables, ...running]));
  const unowned = [...new Set([...executables, ...running])].filter((path) => !owners.has(path)).sort();
  const hashes: Record<string, KnownHash> = {};
  const found: UnmanagedProgram[] = [];
  let budget = HASHED_BYTES_MAX;
  for (const path of unowned) {
    const file = await unlessAbsent(lstat(path));
    if (file === null || !file.isFile()) continue;
    const known = options.hashes[path];
    const isSame = known?.sizeBytes === file.size && known.changedAtMs === file.ctimeMs;
    const sha256 = isSame ? known.sha256 : file.size <= budget ? await unlessAbsent(hashOf(path, file.size)) : null;
    if (!isSame && sha256 !== null) budget -= file.size;
    if (sha256 !== null) hashes[path] = { sizeBytes: file.size, changedAtMs: file.ctimeMs, sha256 };
    const seen = executables.has(path) ? 'in-folder' : 'running';
    found.push({ path, sizeBytes: file.size, sha256, seen });
  }
  return { programs: listed(found, extent === 'whole' && unreadable === 0 ? found.length : null), hashes };
};

/** Of these there is a list of their own. */
const LISTED_ELSEWHERE = /^\/(snap|var\/lib\/(snapd|flatpak|docker|containers|machines|lxc|lxd|incus))\//;

interface RunningFiles {
  readonly files: ReadonlySet<string>;
  /** Processes that this user may not look at. */
  readonly unreadable: number;
}

/** Executables of the host's own processes: a container's are files of its image. */
const runningFiles = async (): Promise<RunningFiles> => {
  const ownNamespace = await readlink('/proc/self/ns/pid');
  const files = new Set<string>();
  let unreadable = 0;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    try {
      const file = await unlessAbsent(readlink(`/proc/${pid}/exe`));
      // A kernel's thread has none, and what is deleted runs old code, which is told elsewhere.
      if (file === null || !file.startsWith('/') || file.endsWith(' (deleted)') || LISTED_ELSEWHERE.test(file))
        continue;
      const namespace = await unlessAbsent(readlink(`/proc/${pid}/ns/pid`));
      const root = await unlessAbsent(readlink(`/proc/${pid}/root`));
      if (namespace === ownNamespace && root === '/') files.add(file);
    } catch (error) {
      if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      unreadable += 1;
    }
  }
  return { files, unreadable };
};

/** `null` also where it is longer than it was just now: what is written to is hashed by a later look. */
const hashOf = async (path: string, sizeBytes: number): Promise<Digest | null> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunksOf(path, sizeBytes)) {
    bytes += chunk.byteLength;
    hash.update(chunk);
  }
  return bytes > sizeBytes ? null : asDigest(`sha256:${hash.digest('hex')}`);
};
