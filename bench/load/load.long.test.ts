import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import type { Figure } from '../figure.ts';

const run = promisify(execFile);
/** Three starts of a controller among it, on a machine that has other work. */
const TIME_LIMIT_MS = 300_000;
const SMALL = [
  '--agents',
  '50',
  '--stored',
  '80',
  '--transactions',
  '10',
  '--seconds',
  '2',
  '--check-in',
  '2',
  '--speed',
  '60',
];

it(
  'loses nothing of a small fleet: idle, at work beside an import, and back at once after the death of its controller',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-load-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'load.json');
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'main.ts'), ...SMALL, '--json', file], {
      timeout: TIME_LIMIT_MS,
    });
    const { figures } = JSON.parse(readFileSync(file, 'utf8')) as { readonly figures: readonly Figure[] };
    expect(figures.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
    const measured = new Map(figures.map(({ what, measured: value }) => [what, value]));
    expect(measured.get('busy: transactions without a good end')).toBe('0');
    expect(measured.get('acknowledged messages lost')).toBe('0');
    expect(stdout).toContain('storm: all at once, until each was answered');
  },
  TIME_LIMIT_MS,
);
