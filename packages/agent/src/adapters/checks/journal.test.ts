// A recorded journal of Debian 12 (systemd 252), read by the real journalctl.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asInstant, type Instant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../run-command/index.ts';
import { checkJournal } from './journal.ts';

describe('errors of a real journal', () => {
  let folder = '';
  beforeEach((context) => {
    if (!existsSync('/usr/bin/journalctl')) endWithout('journalctl is not installed', context);
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
    const packed = readFileSync(new URL('../failure-logs/recorded/system.journal.gz', import.meta.url));
    writeFileSync(join(folder, 'system.journal'), gunzipSync(packed));
  });
  afterEach(() => {
    if (folder !== '') rmSync(folder, { recursive: true });
    folder = '';
  });

  const errorsAt = async (now: string, since: Instant | null) =>
    await checkJournal({
      clock: { now: () => asInstant(now) },
      run: async ({ command: [program, ...asked], ...rest }) =>
        await runCommand({ ...rest, command: [program, `--file=${join(folder, 'system.journal')}`, ...asked] }),
      timeLimitMs: 20_000,
      since,
      boots: false,
    });

  it('are counted over the hour before', async () => {
    const { state, items = [] } = await errorsAt('2026-11-21T21:01:00.000Z', null);
    expect(state).toBe('well');
    expect(Object.fromEntries(items.map(({ name, count }) => [name, count]))).toMatchObject({
      'systemd-networkd-wait-online.service': 2,
      'nginx.service': expect.any(Number),
      'noexec2.service': expect.any(Number),
    });
  });

  it('are counted from the change on', async () => {
    // Within the minute in which nginx could not be started, after all that had been before.
    const { items = [] } = await errorsAt('2026-11-21T21:01:00.000Z', asInstant('2026-11-21T20:48:00.000Z'));
    expect(items.map(({ name }) => name)).toContain('nginx.service');
    expect(items.map(({ name }) => name)).not.toContain('systemd-networkd-wait-online.service');
  });

  it('of more than an hour ago count for nothing', async () => {
    expect((await errorsAt('2026-11-22T21:01:00.000Z', asInstant('2026-11-21T20:00:00.000Z'))).items).toEqual([]);
  });
});

it('are unknown where there is no journalctl, or it says something else', async () => {
  const asked = {
    clock: { now: () => asInstant('2026-11-21T21:00:00.000Z') },
    timeLimitMs: 1000,
    since: null,
    boots: true,
  };
  const none = await checkJournal({ ...asked, run: async () => ({ kind: 'not-started', detail: 'ENOENT' }) });
  expect(none.state).toBe('unknown');
  const said = { kind: 'ended', status: 0, stdout: 'Hint: you are not seeing\n', stderr: '', output: 'whole' } as const;
  expect((await checkJournal({ ...asked, run: async () => said })).state).toBe('unknown');
  expect((await checkJournal({ ...asked, run: async () => ({ ...said, stdout: '', output: 'cut' }) })).state).toBe(
    'unknown',
  );
});
