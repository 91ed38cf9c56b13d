// Where a credential comes from and goes to: a file that nobody else can read, and the address that it is for.

import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explain } from '@slipway/core/reasons';
import { endWithout } from '@slipway/testkit/absence';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { serving, text } from '../../../test/probes/outside-system.ts';
import { openProbes } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'credentials-'));
afterAll(() => rmSync(folder, { recursive: true }));
const probes = openProbes({ credentialsFolder: folder });

describe('a credential', () => {
  const asking = async (name: string): Promise<string> => {
    const { url, asked } = await serving(text(200, ''));
    const outcome = await probes.http({ url, credential: name });
    return outcome.ok ? (asked[0]?.headers.authorization ?? 'none') : explain(outcome.reason);
  };
  beforeEach(() => writeFileSync(join(folder, 'token'), 'abc.DEF-123_~+/==\n', { mode: 0o600 }));

  it('is what the file holds, read anew each time', async () => {
    expect(await asking('token')).toBe('Bearer abc.DEF-123_~+/==');
    writeFileSync(join(folder, 'token'), 'renewed');
    expect(await asking('token')).toBe('Bearer renewed');
  });

  it.each([0o640, 0o604, 0o660, 0o666])('that others may use (%o) is not used', async (mode) => {
    chmodSync(join(folder, 'token'), mode);
    expect(await asking('token')).toContain(`others may use the file (mode ${mode.toString(8)})`);
    rmSync(join(folder, 'token'));
  });

  it('that is not there, elsewhere, or no file is not used, and nothing is asked without it', async () => {
    symlinkSync(join(folder, 'token'), join(folder, 'link'));
    expect(await asking('absent')).toContain('credential absent: ENOENT');
    expect(await asking('link')).toContain('credential link: ELOOP');
    expect(await asking('../token')).toContain('it is no name of a credential');
    expect(await asking('..')).toContain('it is no name of a credential');
    const { url, asked } = await serving(text(200, ''));
    await probes.http({ url, credential: 'absent' });
    expect(asked).toEqual([]);
  });

  it('that is bound to an address goes there and below it, and nowhere else', async () => {
    const { url, asked } = await serving(text(200, ''));
    const elsewhere = await serving(text(200, ''));
    const bind = (to: string): void => writeFileSync(join(folder, 'bound'), `secret\n${to}\n`, { mode: 0o600 });
    bind(`${url}/team`);
    for (const path of ['/team', '/team/', '/team/gate?wave=1']) {
      expect((await probes.http({ url: `${url}${path}`, credential: 'bound' })).ok).toBe(true);
    }
    expect(new Set(asked.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer secret']));
    const before = asked.length;
    for (const other of [
      `${url}/`,
      `${url}/teams`,
      `${url}/team/../other`,
      `${url}/team/%2e%2e/other`,
      elsewhere.url,
    ]) {
      const outcome = await probes.http({ url: other, credential: 'bound' });
      expect(outcome.ok ? '' : explain(outcome.reason), other).toContain(`it is for ${url}/team alone`);
    }
    expect([asked.length, elsewhere.asked]).toEqual([before, []]);
    bind('no address');
    expect(await asking('bound')).toContain('the file holds something else');
    // A Prometheus is bound as policy names it: what is asked of it lies below.
    bind(url);
    await probes.prometheusAlerts({ url, credential: 'bound' });
    expect(asked.at(-1)?.headers.authorization).toBe('Bearer secret');
  });

  it('that is a pipe is not waited for', async () => {
    execFileSync('mkfifo', ['-m', '600', join(folder, 'pipe')]);
    expect(await asking('pipe')).toContain('it is no file');
  });

  it('of somebody else is not used, though nobody else can read it', async (context) => {
    if (process.getuid?.() !== 0) endWithout('only root can give a file away', context);
    chownSync(join(folder, 'token'), 65534, 65534);
    expect(await asking('token')).toContain('the file belongs to user 65534');
    rmSync(join(folder, 'token'));
  });

  it('that is empty is not used', async () => {
    writeFileSync(join(folder, 'token'), '\n');
    expect(await asking('token')).toContain('something else than one line with a token');
  });

  it.each(['two\nlines\n', 'sp ace', 'ümlaut', 'x'.repeat(20_000)])(
    'of another form is not used nor told',
    async (content) => {
      writeFileSync(join(folder, 'token'), content);
      const said = await asking('token');
      expect(said).toContain('The probe of http://127.0.0.1');
      expect(said).not.toContain(content);
    },
  );
});
