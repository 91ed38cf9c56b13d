import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openConsoleFiles } from './index.ts';

let folder: string;
const said: unknown[] = [];
const log = {
  info: () => undefined,
  error: () => undefined,
  warn: (_text: string, data: unknown) => void said.push(data),
};
beforeEach(async () => {
  said.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'console-'));
});
afterEach(async () => await rm(folder, { recursive: true }));

const put = async (name: string, text: string): Promise<void> => {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), text);
};
const WRITES = `import { mkdirSync, writeFileSync } from 'node:fs';
const dist = new URL('../dist/', import.meta.url);
mkdirSync(new URL('assets/', dist), { recursive: true });
writeFileSync(new URL('index.html', dist), 'new');
writeFileSync(new URL('assets/a.js', dist), 'script');
writeFileSync(new URL('assets/a.js.br', dist), 'small');
writeFileSync(new URL('built-from.json', dist), '{}');
`;

it('has none where there is none', () => {
  expect(openConsoleFiles({ folder, log }).standing()).toBe('absent');
});

it('builds in a process of its own and serves what it left, and nothing beside', async () => {
  await put('build/main.ts', WRITES);
  const files = openConsoleFiles({ folder, log });
  expect([files.standing(), files.file('index.html')]).toEqual(['building', null]);
  await vi.waitUntil(() => files.standing() === 'ready', 20_000);
  expect(files.file('assets/a.js')).toEqual({
    bytes: Buffer.from('script'),
    brotli: Buffer.from('small'),
    type: 'text/javascript; charset=utf-8',
    lasting: true,
  });
  expect(files.file('index.html')).toMatchObject({ lasting: false, brotli: null });
  for (const path of ['built-from.json', 'assets/a.js.br', '../build/main.ts', 'assets', '']) {
    expect(files.file(path)).toBeNull();
  }
});

it('goes on with what is there where the build fails, and says why', async () => {
  await put('build/main.ts', 'throw new Error("no such module");');
  await put('dist/index.html', 'old');
  const files = openConsoleFiles({ folder, log });
  await vi.waitUntil(() => said.length > 0, 20_000);
  expect(JSON.stringify(said)).toContain('no such module');
  expect(files.standing()).toBe('ready');
  expect(Buffer.from(files.file('index.html')?.bytes ?? []).toString()).toBe('old');
});

it('says so where there is nothing to go on with', async () => {
  await put('build/main.ts', 'process.exit(1);');
  const files = openConsoleFiles({ folder, log });
  await vi.waitUntil(() => files.standing() === 'failed', 20_000);
  expect(files.file('index.html')).toBeNull();
});
