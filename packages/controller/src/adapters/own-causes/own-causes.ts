import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CauseProblem, OwnCause, OwnCauses, ReadCauses } from '../../ports/index.ts';
import { readCauses } from './read-causes.ts';

/** Nobody keeps more by hand; each is looked at whenever somebody asks why something failed. */
const FILES_MAX = 50;
const FILE_BYTES_MAX = 1024 * 1024;
/** Of what is wrong in a file, as much as fits on a screen. */
const PROBLEMS_MAX = 20;

export const openOwnCauses = (options: { readonly folder: string }): OwnCauses => {
  let last: { readonly state: string; readonly read: ReadCauses } | null = null;
  return {
    read: async () => {
      const found = await filesIn(options.folder);
      if ('problem' in found) return { causes: [], refused: [refusedFile('', 1, found.problem)] };
      const state = JSON.stringify(found.files);
      if (last?.state === state) return last.read;
      const read = await readAll(options.folder, found.files);
      last = { state, read };
      return read;
    },
  };
};

interface FileState {
  readonly name: string;
  readonly changed: number;
  readonly size: number;
}

/** No folder is no rows. */
const filesIn = async (
  folder: string,
): Promise<{ readonly files: readonly FileState[] } | { readonly problem: string }> => {
  try {
    const names = (await readdir(folder)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
    const files: FileState[] = [];
    for (const name of names.slice(0, FILES_MAX)) {
      const { mtimeMs: changed, size } = await stat(join(folder, name));
      files.push({ name, changed, size });
    }
    return { files };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { files: [] };
    return { problem: messageOf(error) };
  }
};

const readAll = async (folder: string, files: readonly FileState[]): Promise<ReadCauses> => {
  const causes: OwnCause[] = [];
  const refused: ReadCauses['refused'][number][] = [];
  for (const { name } of files) {
    const text = await textOf(join(folder, name));
    if (typeof text !== 'string') {
      refused.push(refusedFile(name, 1, text.problem));
      continue;
    }
    const read = readCauses(text, new Set(causes.map(({ cause }) => cause.code)));
    causes.push(...read.causes.map((cause) => ({ file: name, cause })));
    if (read.problems.length > 0) refused.push({ file: name, problems: read.problems.slice(0, PROBLEMS_MAX) });
  }
  return { causes, refused };
};

const refusedFile = (file: string, line: number, detail: string) => {
  const problems: readonly CauseProblem[] = [{ line, detail }];
  return { file, problems };
};

const textOf = async (path: string): Promise<string | { readonly problem: string }> => {
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'r');
    const stats = await file.stat();
    if (!stats.isFile()) return { problem: 'is no regular file' };
    if (stats.size > FILE_BYTES_MAX) return { problem: `is longer than ${FILE_BYTES_MAX} bytes` };
    return await file.readFile('utf8');
  } catch (error) {
    return { problem: messageOf(error) };
  } finally {
    await file?.close();
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
