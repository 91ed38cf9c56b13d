import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDigest } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import {
  type BackupManifest,
  CONTENT_FOLDER,
  contentPath,
  DATABASE_FILE,
  digestOfFile,
  MANIFEST_FILE,
  SCHEMA,
} from './manifest.ts';
import { TarFailed, tar } from './tar.ts';

export interface RestoredFiles {
  readonly manifest: BackupManifest;
  /** Whole and verified, beside the data directory that it will become. */
  readonly folder: string;
  /** Gives it its name. */
  readonly settle: () => Promise<void>;
  readonly discard: () => Promise<void>;
}

/**
 * Unpacks and verifies a backup beside `dataDirectory`, which must be empty or not there: a controller's data is never
 * written over, whoever wants that moves the old directory away first.
 */
export const restoreFiles = async (options: {
  readonly dataDirectory: string;
  readonly from: string;
}): Promise<Outcome<RestoredFiles>> => {
  const { dataDirectory, from } = options;
  const no = (detail: string): Outcome<never> => refuse('restore-refused', { path: from, detail });
  if (!(await isEmpty(dataDirectory))) return no(`${dataDirectory} is not empty; move it away first`);
  if (!(await isFile(from))) return no('there is no such file');
  await mkdir(dirname(dataDirectory), { recursive: true });
  const folder = await mkdtemp(join(dirname(dataDirectory), `.${basename(dataDirectory)}.restore-`));
  const discard = async (): Promise<void> => await rm(folder, { recursive: true, force: true });
  try {
    await tar(['--extract', '--file', from, '--directory', folder, '--no-same-owner', '--keep-old-files']);
    const manifest = await readManifest(folder);
    const problem = manifest === null ? 'it is not a backup of this program' : await firstProblem(folder, manifest);
    if (manifest === null || problem !== null) {
      await discard();
      return no(problem ?? 'it cannot be read');
    }
    await rm(join(folder, MANIFEST_FILE));
    const settle = async (): Promise<void> => await moveInto(folder, dataDirectory);
    return ok({ manifest, folder, settle, discard });
  } catch (error) {
    await discard();
    if (error instanceof TarFailed) return no(error.message);
    throw error;
  }
};

const readManifest = async (folder: string): Promise<BackupManifest | null> => {
  try {
    const manifest = JSON.parse(await readFile(join(folder, MANIFEST_FILE), 'utf8')) as BackupManifest;
    return manifest.schema === SCHEMA ? manifest : null;
  } catch {
    // Whatever it is, it is not ours: the caller says so.
    return null;
  }
};

/** Every file that is named is there with its digest, and nothing else is. */
const firstProblem = async (folder: string, manifest: BackupManifest): Promise<string | null> => {
  const expected = new Map(Object.entries(manifest.files));
  if (!expected.has(DATABASE_FILE)) return 'the database is missing from it';
  if (manifest.content.form === 'copied') {
    for (const digest of manifest.content.digests) {
      if (!isDigest(digest)) return 'it names a file of the package store that has no digest';
      expected.set(join(CONTENT_FOLDER, contentPath(digest)), digest);
    }
  }
  for (const [path, digest] of expected) {
    if (!(await isOwnFile(join(folder, path)))) return `${path} is missing from it`;
    if ((await digestOfFile(join(folder, path))) !== digest) return `${path} was changed`;
  }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (!entry.isDirectory() && path !== MANIFEST_FILE && !expected.has(path)) return `${path} does not belong in it`;
  }
  return null;
};

const moveInto = async (folder: string, dataDirectory: string): Promise<void> => {
  await rmdir(dataDirectory).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
  await rename(folder, dataDirectory);
};

const isEmpty = async (path: string): Promise<boolean> =>
  await readdir(path).then(
    (names) => names.length === 0,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true;
      throw error;
    },
  );

const isFile = async (path: string): Promise<boolean> =>
  await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** A link is no file: what it leads to was not in the backup. */
const isOwnFile = async (path: string): Promise<boolean> =>
  await lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
