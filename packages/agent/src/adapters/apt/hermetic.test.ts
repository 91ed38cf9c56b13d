import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import { sha256 } from '@slipway/testkit/builders';
import { expect, it } from 'vitest';
import type { CommandResult, RunCommand } from '../../ports/index.ts';
import { prepareHermetic } from './hermetic.ts';
import { THIS_HOST } from './host.ts';

it("refuses where the host's own hooks around dpkg cannot be read: without them /usr may stay read-only", async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hermetic-'));
  const asked: string[] = [];
  const run: RunCommand = async ({ command }): Promise<CommandResult> => {
    asked.push(command[0]);
    const failed = command[0] === '/usr/bin/apt-config';
    return { kind: 'ended', status: failed ? 100 : 0, stdout: '', stderr: 'E: Syntax error', output: 'whole' };
  };
  const clock = { now: () => '2026-11-21T20:00:00.000Z' as never };
  const context = { run, clock, sha256, host: THIS_HOST, directory, hookCommand: [] };
  const platform = { distribution: 'debian', release: 'bookworm', architecture: 'amd64' };
  const index = { platform, digest: asDigest(`sha256:${'a'.repeat(64)}`), sizeBytes: 1 };

  expect(await prepareHermetic(context, { index, repository: directory })).toEqual({
    ok: false,
    reason: { code: 'proposal-unable', facts: { detail: 'apt-config: E: Syntax error' } },
  });
  expect(asked).not.toContain('/usr/bin/apt-get');
  await rm(directory, { recursive: true });
});
