import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { asDigest, type Digest } from '@slipway/core/ids';
import type { PackageFile } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { DurableFiles, StagedFiles, Staging, WantedFile } from '../../ports/index.ts';
import { type Copied, copyVerified, isVerified } from './copy-verified.ts';

export interface StagingOptions {
  /** Root's own; only what was staged lies in it. */
  readonly directory: string;
  /** The reporter's cache. */
  readonly cacheDirectory: string;
  readonly files: DurableFiles;
  readonly names: StagedNames;
}

/** How the package manager wants to find them. */
export interface StagedNames {
  readonly index: string;
  /** Of a package, behind the digits of its digest; with the dot. */
  readonly packageEnd: string;
}

/** Nobody but root has to read it. */
const FOLDER_MODE = 0o700;

export const createStaging = (options: StagingOptions): Staging => ({
  async stage({ index, files }) {
    await mkdir(options.directory, { recursive: true, mode: FOLDER_MODE });
    const wanted = [
      { name: options.names.index, label: 'package-index', file: { sha256: index.digest, sizeBytes: index.sizeBytes } },
      ...files.map((one) => ({ ...one, name: nameOf(options, one.file) })),
    ];
    await removeOthers(options.directory, new Set(wanted.map(({ name }) => name)));
    for (const one of wanted) {
      const staged = await stageOne(options, one);
      if (!staged.ok) return staged;
    }
    const staged: StagedFiles = { directory: options.directory, index, files: files.map(({ file }) => file) };
    return ok(staged);
  },
  async take({ label, path }) {
    const file = await fileAt(path);
    const taken = await stageOne(options, { name: nameOf(options, file), label, file, path });
    await rm(path, { force: true });
    return taken.ok ? ok(file) : taken;
  },
  async clear() {
    await rm(options.directory, { recursive: true, force: true });
  },
});

const stageOne = async (
  { directory, cacheDirectory, files }: StagingOptions,
  { name, label, file, path = join(cacheDirectory, digitsOf(file.sha256)) }: WantedFile & { readonly name: string },
): Promise<Outcome<void>> => {
  const to = join(directory, name);
  // Staged before a crash or by the step before: hashed again, and copied only if that fails.
  if (await isVerified(to, file)) return ok(undefined);
  const copied: Copied = await copyVerified({ from: path, to, file, files });
  switch (copied) {
    case 'copied':
      return ok(undefined);
    case 'missing':
      return refuse('prefetch-incomplete', partsOf(label));
    case 'differs':
      return refuse('file-hash-mismatch', partsOf(label));
    case 'no-space': {
      const { bavail, bsize } = await statfs(directory);
      return refuse('disk-full', { path: directory, freeBytes: bavail * bsize, neededBytes: file.sizeBytes });
    }
  }
};

const removeOthers = async (directory: string, wanted: ReadonlySet<string>): Promise<void> => {
  for (const name of await readdir(directory)) {
    if (!wanted.has(name)) await rm(join(directory, name), { recursive: true, force: true });
  }
};

const nameOf = ({ names }: StagingOptions, { sha256 }: PackageFile): string => `${digitsOf(sha256)}${names.packageEnd}`;

/** What lies there now: root has just made it, in a folder of its own. */
const fileAt = async (path: string): Promise<PackageFile> => {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path)) {
    sizeBytes += (chunk as Buffer).length;
    hash.update(chunk as Buffer);
  }
  return { sha256: asDigest(`sha256:${hash.digest('hex')}`), sizeBytes };
};

const digitsOf = (digest: Digest): string => digest.slice('sha256:'.length);

/** A label is `package version`; neither part holds a blank. */
const partsOf = (label: string): { readonly package: string; readonly version: string } => {
  const [name = label, version = ''] = label.split(' ');
  return { package: name, version };
};
