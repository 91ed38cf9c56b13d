import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '@slipway/core/reasons';
import { endWithout } from '@slipway/testkit/absence';
import { sha256 } from '@slipway/testkit/builders';
import { describeGuests } from '@slipway/testkit/contracts';
import { afterAll, describe, expect, it, type TestContext } from 'vitest';
import type { CommandResult, RunCommand } from '../../../ports/index.ts';
import { runCommand } from '../../run-command/index.ts';
import { createGuests } from '../index.ts';

const DAEMON = '/usr/sbin/libvirtd';
const NOBODY = 65_534;
const LIMIT_MS = 30_000;

const until = async (isSo: () => Promise<boolean> | boolean): Promise<void> => {
  const end = Date.now() + LIMIT_MS;
  while (!(await isSo()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
};

interface Libvirt {
  readonly folder: string;
  readonly connection: string;
  readonly daemon: ChildProcess;
  /** The machines of libvirt's test driver live as long as somebody looks at them. */
  readonly holder: ChildProcess;
}
let started: Promise<Libvirt> | null = null;

/** libvirt's own daemon and programs, with the driver that it is tested with itself: machines that need no processor. */
const start = async (): Promise<Libvirt> => {
  const folder = mkdtempSync('/tmp/slipway-libvirt-');
  chownSync(folder, NOBODY, NOBODY);
  const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, XDG_RUNTIME_DIR: folder };
  const options = { stdio: ['pipe', 'ignore', 'ignore'] as ['pipe', 'ignore', 'ignore'] };
  // As nobody: then all that it keeps lies below that folder, and another one on this machine is not in its way.
  const daemon = spawn(DAEMON, [], { ...options, env: environment, uid: NOBODY, gid: NOBODY });
  const socket = join(folder, 'libvirt/libvirt-sock');
  await until(() => existsSync(socket));
  const connection = `test+unix:///default?socket=${socket}`;
  const holder = spawn('/usr/bin/virsh', ['--connect', connection], options);
  holder.stdin?.write('list\n');
  const under = { folder, connection, daemon, holder };
  // Two of them in a row: until somebody holds it, each caller sees machines of its own.
  await until(
    async () => (await virsh(under, 'suspend', 'test')) === 0 && (await virsh(under, 'resume', 'test')) === 0,
  );
  return under;
};

const virsh = async ({ connection }: Pick<Libvirt, 'connection'>, ...args: readonly string[]): Promise<number> => {
  const done = await runCommand({
    command: ['/usr/bin/virsh', '--connect', connection, ...args],
    environment: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
    timeLimitMs: LIMIT_MS,
    whenOverdue: 'end',
    outputBytesMax: 65_536,
  });
  return done.kind === 'ended' ? done.status : -1;
};

const onLibvirt = async (context: TestContext): Promise<Libvirt> => {
  if (!existsSync(DAEMON)) endWithout('libvirt-daemon and libvirt-clients are not installed', context);
  started ??= start();
  return await started;
};

afterAll(async () => {
  if (started === null) return;
  const { folder, daemon, holder } = await started;
  holder.kill('SIGTERM');
  daemon.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const nothing: CommandResult = { kind: 'not-started', detail: 'spawn ENOENT' };
/** Of the host's own programs virsh alone. */
const onlyVirsh: RunCommand = async (request) =>
  request.command[0] === '/usr/bin/virsh' ? await runCommand(request) : nothing;
const guestsOf = (connection: string, run: RunCommand = onlyVirsh) =>
  createGuests({
    ...{ run, callBus: async () => ({ kind: 'no-such-service' as const }), sha256, root: '/', connection },
    runHook: async ({ hook }) => refuse('hook-missing', { hook }),
  });

const TEST = { kind: 'libvirt', name: 'test' } as const;

describeGuests("libvirt's own test driver", async (context) => {
  const under = await onLibvirt(context);
  const guests = guestsOf(under.connection);
  return {
    guests,
    guest: TEST,
    until,
    dispose: async () => {
      await virsh(under, 'start', 'test');
      await virsh(under, 'resume', 'test');
    },
  };
});

describe('a machine of libvirt', () => {
  it('that is suspended is paused, and has the digest of its UUID', { timeout: LIMIT_MS }, async (context) => {
    const under = await onLibvirt(context);
    await virsh(under, 'suspend', 'test');
    const listed = await guestsOf(under.connection).list();
    await virsh(under, 'resume', 'test');
    expect(listed).toMatchObject({ ok: true, value: [{ ...TEST, state: 'paused', notStartable: null }] });
    expect(listed.ok && listed.value[0]?.machineIdDigest).toMatch(/^sha256:/);
  });

  it('that libvirt does not define could not be started again', { timeout: LIMIT_MS }, async (context) => {
    const under = await onLibvirt(context);
    const file = join(under.folder, 'passing.xml');
    writeFileSync(
      file,
      '<domain type="test"><name>1</name><memory>8192</memory><os><type>hvm</type></os><uuid>00000000-0000-4000-8000-000000000001</uuid></domain>',
    );
    expect(await virsh(under, 'create', file)).toBe(0);
    const guests = guestsOf(under.connection);
    const passing = { kind: 'libvirt', name: '1' } as const;
    const listed = await guests.list();
    expect(listed.ok && listed.value.find(({ name }) => name === '1')).toMatchObject({
      notStartable: expect.any(String),
    });
    // Its name is the number of another one: that one is not meant.
    await guests.shutDown(passing);
    const after = await guests.list();
    expect(after.ok && after.value.map(({ name, state }) => [name, state])).toEqual([['test', 'running']]);
  });
});
