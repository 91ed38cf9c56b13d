import { refuse } from '@slipway/core/reasons';
import { sha256 } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../ports/index.ts';
import { createGuests } from '../index.ts';

const nothing: CommandResult = { kind: 'not-started', detail: 'spawn ENOENT' };
type Ended = Extract<CommandResult, { kind: 'ended' }>;

describe('virsh', () => {
  const answering = async (answers: (args: readonly string[]) => Partial<Ended>) =>
    await createGuests({
      run: async ({ command }) =>
        command[0] === '/usr/bin/virsh'
          ? { kind: 'ended', status: 0, stdout: '', stderr: '', output: 'whole', ...answers(command.slice(4)) }
          : nothing,
      callBus: async () => ({ kind: 'no-such-service' }),
      sha256,
      root: '/',
      runHook: async ({ hook }) => refuse('hook-missing', { hook }),
    }).list();

  it.each<[string, string]>([
    [
      'without a daemon',
      "error: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory",
    ],
    ['without that driver', 'error: no connection driver available for qemu:///system'],
  ])('%s carries nothing', async (_name, stderr) => {
    expect(await answering(() => ({ status: 1, stderr }))).toEqual({ ok: true, value: [] });
  });

  it.each<[string, (args: readonly string[]) => Partial<Ended>]>([
    ['is refused', () => ({ status: 1, stderr: 'error: authentication failed' })],
    ['answers something else', (args) => ({ stdout: args.includes('--name') ? ' Id   Name   State\n' : '' })],
    ['says more than can be read', () => ({ output: 'cut' })],
    ['does not answer one of the questions', (args) => ({ status: args.includes('--transient') ? 1 : 0 })],
  ])('that %s leaves the guests unknown', async (_name, answers) => {
    expect(await answering(answers)).toMatchObject({ ok: false, reason: { code: 'guests-unknown' } });
  });

  it('never throws, and tells no guest whose line it does not understand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), async (stdout) => {
        const listed = await answering((args) => (args.includes('--name') ? { stdout } : {}));
        const lines = stdout.split('\n').filter((line) => line.trim() !== '');
        expect([lines.length, null]).toContain(listed.ok ? listed.value.length : null);
      }),
    );
  });
});
