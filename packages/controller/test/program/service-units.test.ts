// The units that docs/operator/service.md offers: systemd itself reads them.

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { EXIT } from '../../src/program/index.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/\/$/, '');
const UNITS = join(ROOT, 'docs/operator/service');

it('the units of the controller are whole in the eyes of systemd, which finds what they start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'units-'));
  const paths: string[] = [];
  for (const name of await readdir(UNITS)) {
    const text = await readFile(join(UNITS, name), 'utf8');
    // Where this checkout is, instead of where the page puts it.
    await writeFile(join(folder, name), text.replaceAll('/opt/slipway', ROOT));
    paths.push(join(folder, name));
  }
  expect(paths).toHaveLength(3);
  // It says what it does not know or find, with status 0 as often as not.
  const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['verify', ...paths], { timeout: 60_000 });
  expect(`${stdout}${stderr}`).toBe('');
  await rm(folder, { recursive: true });
});

it('the controller is started again after all but wrong use: a database that is not up yet refuses a start, too', async () => {
  const unit = await readFile(join(UNITS, 'slipway-controller.service'), 'utf8');
  expect(unit).toMatch(/^Restart=on-failure$/m);
  expect(unit).toMatch(new RegExp(`^RestartPreventExitStatus=${EXIT.usage}$`, 'm'));
});
