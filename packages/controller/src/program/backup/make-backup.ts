import { copyFile, mkdir, mkdtemp, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { asDigest, type Digest } from '@slipway/core/ids';
import { type Outcome, ok, type Reason, refuse } from '@slipway/core/reasons';
import {
  type BackupManifest,
  CONTENT_FOLDER,
  contentPath,
  DATABASE_FILE,
  digestOfFile,
  FOLDERS,
  MANIFEST_FILE,
  namesIn,
  SCHEMA,
} from './manifest.ts';
import { TarFailed, tar } from './tar.ts';

const FILE_MODE = 0o600;

export interface BackupDone {
  readonly sizeBytes: number;
  readonly contentFiles: number;
}

/**
 * Writes the backup beside its place and renames it, so that what stands under `to` is whole. The database comes first:
 * files of the package store are never older than the rows that name them.
 */
export const makeBackup = async (options: {
  readonly dataDirectory: string;
  readonly to: string;
  readonly content: 'copied' | 'left-out';
  readonly madeAt: string;
  readonly version: string;
  readonly copyDatabase: (destination: string) => Promise<Outcome<unknown>>;
}): Promise<Outcome<BackupDone>> => {
  const { to } = options;
  if (await isThere(to)) return refuse('backup-refused', { path: to, detail: 'it exists already' });
  let staging: string;
  try {
    staging = await mkdtemp(join(dirname(to), `.${basename(to)}.`));
  } catch (error) {
    return refuse('backup-refused', { path: to, detail: error instanceof Error ? error.message : String(error) });
  }
  const partial = `${staging}.tar`;
  try {
    const copied = await options.copyDatabase(join(staging, DATABASE_FILE));
    if (!copied.ok) return named(copied.reason, to);
    const manifest = await gather(options, staging);
    await pack({ ...options, staging, partial, manifest });
    await rename(partial, to);
    return ok({ sizeBytes: (await stat(to)).size, contentFiles: manifest.content.digests.length });
  } catch (error) {
    if (error instanceof TarFailed || isFull(error)) {
      return refuse('backup-refused', { path: to, detail: error instanceof Error ? error.message : String(error) });
    }
    throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
    await rm(partial, { force: true });
  }
};

/** Copies all but the package store into `staging` and writes down what is there. */
const gather = async (
  options: {
    readonly dataDirectory: string;
    readonly content: 'copied' | 'left-out';
    readonly madeAt: string;
    readonly version: string;
  },
  staging: string,
): Promise<BackupManifest> => {
  const { dataDirectory, madeAt, version } = options;
  const files: Record<string, Digest> = { [DATABASE_FILE]: await digestOfFile(join(staging, DATABASE_FILE)) };
  for (const folder of FOLDERS) {
    await mkdir(join(staging, folder), { mode: 0o700 });
    for (const name of await namesIn(join(dataDirectory, folder))) {
      const copy = join(staging, folder, name);
      await copyFile(join(dataDirectory, folder, name), copy);
      files[`${folder}/${name}`] = await digestOfFile(copy);
    }
  }
  const digests = await contentDigests(join(dataDirectory, CONTENT_FOLDER));
  const manifest: BackupManifest = {
    schema: SCHEMA,
    madeAt,
    version,
    files,
    content: { form: options.content, digests },
  };
  await writeFile(join(staging, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { mode: FILE_MODE });
  return manifest;
};

const contentDigests = async (folder: string): Promise<readonly Digest[]> => {
  const digests: Digest[] = [];
  for (const part of await namesIn(folder)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue;
    for (const name of await readdir(join(folder, part))) digests.push(asDigest(`sha256:${name}`));
  }
  return digests.sort();
};

const pack = async (packing: {
  readonly dataDirectory: string;
  readonly staging: string;
  readonly partial: string;
  readonly manifest: BackupManifest;
}): Promise<void> => {
  const { dataDirectory, staging, partial, manifest } = packing;
  // Made here with its mode, so that the keys are at no moment readable by others.
  await writeFile(partial, '', { mode: FILE_MODE, flag: 'wx' });
  const args = ['--create', '--format=posix', '--file', partial, '--directory', staging];
  args.push(MANIFEST_FILE, DATABASE_FILE, ...FOLDERS);
  if (manifest.content.form === 'copied' && manifest.content.digests.length > 0) {
    const list = join(staging, 'content.list');
    const paths = manifest.content.digests.map((digest) => join(CONTENT_FOLDER, contentPath(digest)));
    await writeFile(list, `${paths.join('\n')}\n`);
    args.push('--directory', dataDirectory, '--files-from', list);
  }
  await tar(args);
  const file = await open(partial, 'r');
  await file.sync();
  await file.close();
};

/** The copy was made under a name of ours, which tells nobody anything. */
const named = (why: Reason, to: string): Outcome<never> => ({
  ok: false,
  reason: why.code === 'backup-refused' ? { ...why, facts: { ...why.facts, path: to } } : why,
});

const isThere = async (path: string): Promise<boolean> =>
  await stat(path).then(
    () => true,
    () => false,
  );

const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOSPC';
