import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { ConsoleFile, ConsoleFiles, ConsoleStanding, Log } from '../../ports/index.ts';

/** It takes some five seconds; on a machine that is doing something else, ten times that. */
const BUILD_MS_MAX = 180_000;
/** Of what the build says: the last words tell what is wrong. */
const OUTPUT_CHARACTERS_MAX = 4000;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Answers at once: what is there is served while the build runs, if it has to. `folder` is that of the package. */
export const openConsoleFiles = (options: { readonly folder: string; readonly log: Log }): ConsoleFiles => {
  const { folder, log } = options;
  const built = join(folder, 'dist');
  const program = join(folder, 'build/main.ts');
  let files: ReadonlyMap<string, ConsoleFile> = new Map();
  let standing: ConsoleStanding = existsSync(program) || existsSync(built) ? 'building' : 'absent';

  const load = async (): Promise<void> => {
    if (!existsSync(built)) return;
    files = await filesIn(built);
    standing = 'ready';
  };
  const begin = async (): Promise<void> => {
    await load();
    if (!existsSync(program)) return;
    const said = await runBuild(program);
    if (said === null) return await load();
    standing = files.size > 0 ? 'ready' : 'failed';
    log.warn('console not built', { said });
  };
  if (standing === 'building') {
    begin().catch((error: unknown) => {
      standing = 'failed';
      log.error('console not served', { error });
    });
  }
  return { standing: () => standing, file: (path) => files.get(path) ?? null };
};

/** `null`: it is built, or nothing has changed; else what it said. */
const runBuild = async (program: string): Promise<string | null> =>
  await new Promise((resolve) => {
    const child = spawn(process.execPath, [program, '--if-changed'], {
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: BUILD_MS_MAX,
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString('utf8')}`.slice(-OUTPUT_CHARACTERS_MAX);
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? null : said || `it was ended (${signal ?? code})`));
  });

const filesIn = async (folder: string): Promise<ReadonlyMap<string, ConsoleFile>> => {
  const found = new Map<string, ConsoleFile>();
  for (const entry of await readdir(folder, { recursive: true })) {
    const type = TYPES[extname(entry)];
    if (type === undefined) continue;
    const path = join(folder, entry);
    const name = entry.split(sep).join('/');
    const brotli = existsSync(`${path}.br`) ? await readFile(`${path}.br`) : null;
    found.set(name, { bytes: await readFile(path), brotli, type, lasting: name.startsWith('assets/') });
  }
  return found;
};
