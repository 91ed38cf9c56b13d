import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const run = promisify(execFile);

it('the types of the API are those of its description; `npm run describe -w @slipway/console` makes them', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'console-types-'));
  try {
    const made = join(folder, 'schema.d.ts');
    const program = join(ROOT, 'node_modules/openapi-typescript/bin/cli.js');
    await run(process.execPath, [program, join(ROOT, '../../docs/api/openapi.json'), '--output', made]);
    const [fresh, kept] = await Promise.all(
      [made, join(ROOT, 'src/api/schema.d.ts')].map((path) => readFile(path, 'utf8')),
    );
    expect(kept === fresh).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
