import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asHostId } from '@slipway/core/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutOfBand } from '../../ports/index.ts';
import { openOutOfBand } from './index.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-out-of-band-'));
  folder = join(root, 'out-of-band.d');
  mkdirSync(folder, { mode: 0o755 });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (name: string, script: string, mode = 0o755): void => {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), mode);
};
const call = async (hook: string, given: Partial<Parameters<OutOfBand['call']>[0]> = {}) =>
  await openOutOfBand({ folder }).call({
    hook,
    action: 'console',
    hostId: asHostId('host-1'),
    hostname: 'app1',
    parameters: { bmc: '10.0.0.7' },
    timeoutSeconds: 5,
    ...given,
  });

describe("an executable of root's own folder", () => {
  it('is called with action, host and parameters, each an argument of its own', async () => {
    put('bmc', 'for word in "$@"; do echo "<$word>"; done; exit 3');
    const answer = await call('bmc', { parameters: { bmc: '10.0.0.7; reboot', note: '$(id)' } });
    expect(answer).toEqual({
      ok: true,
      value: {
        status: 3,
        output: '<console>\n<--host-id>\n<host-1>\n<--host>\n<app1>\n<--bmc>\n<10.0.0.7; reboot>\n<--note>\n<$(id)>',
      },
    });
  });

  it("sees nothing of the controller's environment", async () => {
    process.env['SLIPWAY_SECRET_OF_TEST'] = 'secret';
    put('bmc', '/usr/bin/env');
    const answer = await call('bmc');
    delete process.env['SLIPWAY_SECRET_OF_TEST'];
    expect(answer.ok && answer.value.output).toContain('LC_ALL=C.UTF-8');
    expect(answer.ok && answer.value.output).not.toContain('secret');
  });

  it('prints a console: its end is kept, as plain text', async () => {
    put('bmc', `yes x | head -c 100000; printf '\\033[2J\\033[1;31mKernel panic\\033[0m - not syncing\\r\\n\\007'`);
    const answer = await call('bmc');
    const output = answer.ok ? answer.value.output : '';
    expect(output.endsWith('\nKernel panic - not syncing')).toBe(true);
    expect(output.length).toBeLessThanOrEqual(16 * 1024);
  });

  it('that hangs is ended with what it started', async () => {
    put('bmc', 'sleep 300 & sleep 300');
    expect(await call('bmc', { timeoutSeconds: 1 })).toMatchObject({ ok: false, reason: { code: 'hook-timed-out' } });
  });

  it.each<[string, () => void, string]>([
    ['is not there', () => undefined, 'hook-missing'],
    ['can be written by others', () => put('bmc', 'true', 0o777), 'hook-not-trusted'],
    ['cannot be run', () => put('bmc', 'true', 0o644), 'hook-not-trusted'],
    [
      'belongs to somebody else',
      () => {
        put('bmc', 'true');
        chownSync(join(folder, 'bmc'), 1000, 0);
      },
      'hook-not-trusted',
    ],
    ['is a link', () => symlinkSync('/bin/true', join(folder, 'bmc')), 'hook-not-trusted'],
    [
      'lies where others write',
      () => {
        put('bmc', 'true');
        chmodSync(folder, 0o775);
      },
      'hook-not-trusted',
    ],
  ])('that %s is not called', async (_name, prepare, code) => {
    prepare();
    // Root may run what nobody may: whether it can be run is asked by the access(2) of whoever runs the controller.
    const answer = await call('bmc');
    expect(answer).toMatchObject({ ok: false, reason: { code } });
  });

  it.each(['../bmc', 'a/b', '', '.hidden', '-x'])('is never "%s"', async (hook) => {
    expect(await call(hook)).toMatchObject({ ok: false, reason: { code: 'hook-missing' } });
  });
});
