import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '@slipway/core/reasons';
import { endWithout } from '@slipway/testkit/absence';
import { sha256 } from '@slipway/testkit/builders';
import { describeGuests } from '@slipway/testkit/contracts';
import { describe, expect, it, type TestContext } from 'vitest';
import type { CommandResult, RunCommand } from '../../../ports/index.ts';
import { runCommand } from '../../run-command/index.ts';
import { createGuests } from '../index.ts';

const LIMIT_MS = 120_000;
const MACHINE_ID = '0123456789abcdef0123456789abcdef';
const ONE = { kind: 'lxc', name: 'one' } as const;

/** Its first process heeds what LXC sends to have a container shut down (lxc.container.conf(5), `lxc.signal.halt`). */
const INIT = "#!/bin/sh\ntrap 'exit 0' PWR\nwhile :; do sleep 1 & wait; done\n";
const DEAF = "#!/bin/sh\ntrap '' PWR\nwhile :; do sleep 1 & wait; done\n";

const config = (folder: string): string =>
  [
    'lxc.uts.name = one',
    `lxc.rootfs.path = dir:${folder}/one/root`,
    'lxc.mount.entry = /usr usr none ro,bind 0 0',
    'lxc.init.cmd = /init',
    'lxc.net.0.type = empty',
    'lxc.apparmor.profile = unconfined',
    '',
  ].join('\n');

const nothing: CommandResult = { kind: 'not-started', detail: 'spawn ENOENT' };
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };

/** The real LXC on containers below `folder`. Where no systemd runs, what the packaged unit runs stands for it: `lxc-start`. */
const onLxc =
  (folder: string): RunCommand =>
  async (request) => {
    const [program, ...args] = request.command;
    const unit = /^lxc@(.+)\.service$/.exec(args.at(-1) ?? '')?.[1];
    if (program === '/usr/bin/systemctl' && unit !== undefined) {
      return await runCommand({
        ...request,
        command: ['/usr/bin/lxc-start', '-P', folder, '--daemon', '--name', unit],
      });
    }
    return program.startsWith('/usr/bin/lxc-')
      ? await runCommand({ ...request, command: [program, '-P', folder, ...args] })
      : nothing;
  };

const lxc = async (folder: string, program: string, ...args: readonly string[]): Promise<number> => {
  const result = await runCommand({
    ...{ command: [program, '-P', folder, '--name', ONE.name, ...args], environment, timeLimitMs: LIMIT_MS },
    ...{ whenOverdue: 'leave', outputBytesMax: 65_536 },
  });
  return result.kind === 'ended' ? result.status : -1;
};

const carrier = async (context: TestContext, init: string = INIT) => {
  if (process.getuid?.() !== 0) endWithout('only root begins containers of LXC', context);
  if (!existsSync('/usr/bin/lxc-start')) endWithout('lxc is not installed', context);
  const folder = mkdtempSync('/tmp/slipway-lxc-');
  const root = join(folder, 'one/root');
  for (const name of ['usr', 'proc', 'dev', 'sys', 'tmp', 'etc', 'run'])
    mkdirSync(join(root, name), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name));
  writeFileSync(join(root, 'etc/machine-id'), `${MACHINE_ID}\n`);
  writeFileSync(join(root, 'init'), init, { mode: 0o755 });
  writeFileSync(join(folder, 'one/config'), config(folder));
  if ((await lxc(folder, '/usr/bin/lxc-start', '--daemon')) !== 0) {
    rmSync(folder, { recursive: true, force: true });
    endWithout('this machine lets nobody begin containers of LXC', context);
  }
  const guests = createGuests({
    ...{ run: onLxc(folder), callBus: async () => ({ kind: 'no-such-service' as const }), sha256, root: '/' },
    runHook: async ({ hook }) => refuse('hook-missing', { hook }),
  });
  return {
    folder,
    guests,
    dispose: async () => {
      await lxc(folder, '/usr/bin/lxc-stop', '--kill');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  const end = Date.now() + LIMIT_MS / 2;
  while (!(await isSo()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
};

describeGuests('the real LXC', async (context) => ({ ...(await carrier(context)), guest: ONE, until }));

describe('a container of LXC', { timeout: LIMIT_MS }, () => {
  it('is known by its machine id while it runs, with the unit that its package brings', async (context) => {
    const { guests, dispose } = await carrier(context);
    try {
      const listed = await guests.list();
      const machineIdDigest = sha256(Buffer.from(MACHINE_ID, 'utf8'));
      expect(listed).toEqual({
        ok: true,
        value: [{ ...ONE, state: 'running', machineIdDigest, unit: 'lxc@one.service', notStartable: null }],
      });
    } finally {
      await dispose();
    }
  });

  it('that does not heed is not ended', async (context) => {
    const { guests, dispose } = await carrier(context, DEAF);
    try {
      expect(await guests.shutDown(ONE)).toMatchObject({ ok: true });
      await new Promise((resolve) => setTimeout(resolve, 3000));
      expect(await guests.list()).toMatchObject({ value: [{ ...ONE, state: 'running' }] });
    } finally {
      await dispose();
    }
  });
});
