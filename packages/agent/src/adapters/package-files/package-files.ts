import { createHash, getHashes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { LeftBeside } from '@slipway/core/execution';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { instantOfMs } from '@slipway/core/time';
import { ifThere, isAbsent } from '../../if-there/index.ts';
import type { FileDifference, PackageFiles, PackageName, RecordedFile, RecordedFiles } from '../../ports/index.ts';

export interface PackageFilesOptions {
  readonly recorded: RecordedFiles;
  /** What the package manager puts behind the name of a configuration file, for the version that is not in force: `.dpkg-dist`. */
  readonly besideEndings: readonly string[];
  /** `/` on a host. */
  readonly root: string;
}

export const createPackageFiles = ({ recorded, besideEndings, root }: PackageFilesOptions): PackageFiles => ({
  async differing(packages): Promise<Outcome<readonly FileDifference[]>> {
    const files = await read(recorded, packages);
    if (!files.ok) return files;
    const unknown = files.value.find(({ algorithm }) => !getHashes().includes(algorithm));
    // As md5 is where the host's own rules forbid it: what cannot be computed proves nothing.
    if (unknown !== undefined) return refuse('files-unknown', { detail: `${unknown.algorithm} is not to be had here` });
    const differing: FileDifference[] = [];
    // One after the other: verification must not fill a small host's disk queue while its services start.
    for (const file of files.value) {
      const how = await difference(join(root, file.path), file);
      if (how !== null) differing.push({ package: file.package, path: file.path, how });
    }
    return ok(differing.sort((a, b) => (a.path < b.path ? -1 : 1)));
  },
  async shareBelow(folder, packages) {
    const files = await read(recorded, packages);
    if (!files.ok) return files;
    const below = files.value.filter(({ path }) => path.startsWith(`${folder}/`)).length;
    return ok(below === 0 ? 0 : below / files.value.length);
  },
  async leftBeside(conffiles) {
    const left: LeftBeside[] = [];
    try {
      for (const { package: name, path, decision } of conffiles) {
        const beside = await besideOf(root, path, besideEndings);
        if (beside.length > 0) left.push({ package: name, path, decision, beside });
      }
    } catch (error) {
      return refuse('left-beside-unknown', { detail: error instanceof Error ? error.message : String(error) });
    }
    return ok(left);
  },
});

/** dpkg follows a link that stands under the name of a conffile, and leaves its own beside what that leads to (dpkg 1.21, `conffderef`). */
const besideOf = async (root: string, path: string, endings: readonly string[]): Promise<LeftBeside['beside']> => {
  const target = await ifItLeads(realpath(join(root, path)));
  const led = target === null ? path : join('/', relative(await realpath(root), target));
  const beside: LeftBeside['beside'][number][] = [];
  for (const name of new Set([path, led])) {
    for (const ending of endings) {
      const found = await ifItLeads(lstat(join(root, name + ending)));
      if (found !== null) beside.push({ path: name + ending, since: instantOfMs(Math.floor(found.ctimeMs)) });
    }
  }
  return beside;
};

/** A file in the place of a folder leads to nothing, either, nor does a loop of links. */
const ifItLeads = async <T>(asked: Promise<T>): Promise<T | null> => await ifThere(asked, ['ENOTDIR', 'ELOOP']);

const read = async (
  recorded: RecordedFiles,
  packages: readonly PackageName[],
): Promise<Outcome<readonly RecordedFile[]>> => {
  try {
    return ok(await recorded(packages));
  } catch (error) {
    return refuse('files-unknown', { detail: error instanceof Error ? error.message : String(error) });
  }
};

const difference = async (path: string, { algorithm, hex }: RecordedFile): Promise<FileDifference['how'] | null> => {
  const hash = createHash(algorithm);
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    return isAbsent(error, ['ENOTDIR']) ? 'missing' : 'unreadable';
  }
  return hash.digest('hex') === hex ? null : 'differs';
};
