import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build } from 'vite';
import { sourcesDigest } from './sources.ts';

/** Two per cent larger than at 11, and ten times as fast. */
const BROTLI_QUALITY = 9;
const COMPRESSED = /\.(?:js|css|svg|html)$/;
/** Beside the files: what they were built from. Written last, so that what has it is whole. */
const STAMP = 'built-from.json';

const compress = promisify(brotliCompress);

export interface Built {
  readonly kind: 'built' | 'unchanged';
  readonly folder: string;
}

/** Into a folder beside, which then takes the place of the old one: whoever serves never sees half of it. */
export const buildConsole = async (options: {
  readonly root: string;
  readonly when: 'always' | 'changed';
}): Promise<Built> => {
  const { root, when } = options;
  const folder = join(root, 'dist');
  const sources = await sourcesDigest(root);
  if (when === 'changed' && (await builtFrom(folder)) === sources) return { kind: 'unchanged', folder };
  const making = join(root, `dist-${process.pid}`);
  const old = join(root, `dist-old-${process.pid}`);
  try {
    await build({
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: making, emptyOutDir: true },
    });
    for (const name of await readdir(making, { recursive: true })) {
      if (COMPRESSED.test(name)) await compressBeside(join(making, name));
    }
    await writeFile(join(making, STAMP), `${JSON.stringify({ sources })}\n`);
    await rename(folder, old).catch(ignoreMissing);
    await rename(making, folder).catch(ignoreOther);
  } finally {
    await rm(making, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
  return { kind: 'built', folder };
};

const compressBeside = async (path: string): Promise<void> => {
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  await writeFile(`${path}.br`, await compress(await readFile(path), { params }));
};

const builtFrom = async (folder: string): Promise<string | null> => {
  try {
    const stamp = JSON.parse(await readFile(join(folder, STAMP), 'utf8')) as { readonly sources?: unknown };
    return typeof stamp.sources === 'string' ? stamp.sources : null;
  } catch (error) {
    return ignoreMissing(error) ?? null;
  }
};

/** Another build of the same sources was there first. */
const ignoreOther = (error: unknown): undefined => {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')) return;
  throw error;
};

const ignoreMissing = (error: unknown): undefined => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
  throw error;
};
