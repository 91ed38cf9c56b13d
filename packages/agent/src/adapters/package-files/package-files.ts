import { createHash, getHashes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { FileDifference, PackageFiles, PackageName, RecordedFile, RecordedFiles } from '../../ports/index.ts';

export interface PackageFilesOptions {
  readonly recorded: RecordedFiles;
  /** `/` on a host. */
  readonly root: string;
}

export const createPackageFiles = ({ recorded, root }: PackageFilesOptions): PackageFiles => ({
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
});

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
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable';
  }
  return hash.digest('hex') === hex ? null : 'differs';
};
