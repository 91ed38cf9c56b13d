import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ConsoleFile, ConsoleFiles } from '@slipway/controller/ports';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What was built, as the controller's own adapter would serve it. */
export const builtFiles = async (folder: string): Promise<ConsoleFiles> => {
  const files = new Map<string, ConsoleFile>();
  for (const name of await readdir(folder, { recursive: true })) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const path = join(folder, name);
    const brotli = existsSync(`${path}.br`) ? await readFile(`${path}.br`) : null;
    files.set(name, { bytes: await readFile(path), brotli, type, lasting: name.startsWith('assets/') });
  }
  return { standing: () => 'ready', file: (path) => files.get(path) ?? null };
};
