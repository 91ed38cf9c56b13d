import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuse } from '@slipway/core/reasons';
import { asInstant } from '@slipway/core/time';
import { sha256 } from '@slipway/testkit/builders';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BusAnswer, CommandResult, Guests } from '../../ports/index.ts';
import { durableFiles } from '../durable-files/index.ts';
import { createGuests, readGuestReport, writeGuestReport } from './index.ts';
import { identityDigestIn } from './means/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guests-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MACHINE_ID = '0123456789abcdef0123456789abcdef';
const DIGEST = sha256(Buffer.from(MACHINE_ID, 'utf8'));
const nothing: CommandResult = { kind: 'not-started', detail: 'spawn ENOENT' };
const said = (stdout: string): CommandResult => ({ kind: 'ended', status: 0, stdout, stderr: '', output: 'whole' });

interface Given {
  /** By program and its last argument but two: what it prints. */
  readonly programs?: (command: readonly string[]) => CommandResult | null;
  readonly bus?: (args: readonly string[]) => BusAnswer;
}
const asked: string[] = [];
const guestsWith = ({ programs = () => null, bus = () => ({ kind: 'no-such-service' }) }: Given): Guests => {
  asked.length = 0;
  return createGuests({
    run: async ({ command }) => {
      asked.push(command.join(' '));
      return programs(command) ?? nothing;
    },
    callBus: async (args) => bus(args),
    sha256,
    root: folder,
    runHook: async ({ hook }) => refuse('hook-missing', { hook }),
  });
};

describe('a host with no manager of guests', () => {
  it('carries none', async () => expect(await guestsWith({}).list()).toEqual({ ok: true, value: [] }));
});

describe('containers of LXC', () => {
  const STATES: Readonly<Record<string, string>> = { one: 'RUNNING', two: 'STOPPED', three: 'FROZEN' };
  const programs = (command: readonly string[]): CommandResult | null => {
    const [program, , name = ''] = command;
    if (program === '/usr/bin/lxc-ls') return said('one\ntwo\nthree\n');
    if (program !== '/usr/bin/lxc-info')
      return program?.includes('lxc') || program?.includes('systemctl') ? said('') : null;
    return said(command.includes('--pid') ? '99999999\n' : `${STATES[name]}\n`);
  };
  const template = () => {
    mkdirSync(join(folder, 'usr/lib/systemd/system'), { recursive: true });
    writeFileSync(join(folder, 'usr/lib/systemd/system/lxc@.service'), '');
  };

  it('are told by their states, with the unit that starts them', async () => {
    template();
    const listed = await guestsWith({ programs }).list();
    expect(listed.ok && listed.value.map(({ name, state, notStartable }) => [name, state, notStartable])).toEqual([
      ['one', 'running', null],
      ['three', 'paused', null],
      ['two', 'stopped', null],
    ]);
    expect(listed.ok && listed.value[0]).toMatchObject({ kind: 'lxc', unit: 'lxc@one.service' });
  });

  it('could not be started where there is no such unit', async () => {
    const listed = await guestsWith({ programs }).list();
    expect(listed.ok && listed.value[0]).toMatchObject({ notStartable: expect.stringContaining('lxc@.service') });
  });

  it('are asked to shut down without force, and started by the service manager', async () => {
    const guests = guestsWith({ programs });
    await guests.shutDown({ kind: 'lxc', name: 'one' });
    await guests.start({ kind: 'lxc', name: 'one' });
    expect(asked).toEqual([
      '/usr/bin/lxc-stop --name one --nokill --nowait',
      '/usr/bin/systemctl --no-ask-password start -- lxc@one.service',
    ]);
  });

  it.each(['--all\n', 'NAME STATE\n', '../x\n'])('are unknown where %j is no list of names', async (text) => {
    const listed = await guestsWith({
      programs: ([program]) => (program === '/usr/bin/lxc-ls' ? said(text) : null),
    }).list();
    expect(listed).toMatchObject({ ok: false, reason: { code: 'guests-unknown' } });
  });
});

describe('containers of machined', () => {
  const machines = (...entries: readonly unknown[][]) => ({ kind: 'data', data: [entries] }) as const;
  const properties = (Unit: string) =>
    ({ kind: 'data', data: [{ Unit: { type: 's', data: Unit }, Leader: { type: 'u', data: 99999999 } }] }) as const;
  const bus = (unit: string) => (args: readonly string[]) =>
    args.includes('ListMachines')
      ? machines(
          ['.host', 'host', '', '/h'],
          ['app1', 'container', 'systemd-nspawn', '/a'],
          ['qemu-1-web', 'vm', 'libvirt-qemu', '/q'],
        )
      : args.includes('ListImages')
        ? machines(
            ['app1', 'directory', false, 1, 1, 1, '/i'],
            ['old', 'directory', false, 1, 1, 1, '/i'],
            ['.raw', 'raw', true, 1, 1, 1, '/i'],
          )
        : properties(unit);

  it("are those that run and those that lie there, libvirt's left to libvirt", async () => {
    const listed = await guestsWith({ bus: bus('systemd-nspawn@app1.service') }).list();
    expect(listed).toMatchObject({
      ok: true,
      value: [
        { kind: 'nspawn', name: 'app1', state: 'running', unit: 'systemd-nspawn@app1.service', notStartable: null },
        { kind: 'nspawn', name: 'old', state: 'stopped' },
      ],
    });
  });

  it('could not be started again where no unit has begun them', async () => {
    const listed = await guestsWith({ bus: bus('machine-app1.scope') }).list();
    expect(listed.ok && listed.value[0]).toMatchObject({ notStartable: expect.stringContaining('machine-app1.scope') });
  });

  it.each<[string, BusAnswer]>([
    ['does not answer', { kind: 'unreadable', problem: 'Connection timed out' }],
    ['answers otherwise', { kind: 'data', data: [[[1]]] }],
  ])('are unknown where machined %s', async (_name, answer) => {
    const listed = await guestsWith({ bus: () => answer }).list();
    expect(listed).toMatchObject({ ok: false, reason: { code: 'guests-unknown' } });
  });
});

describe('the machine id of a container', () => {
  const of = async () => await identityDigestIn({ sha256 }, folder);
  const file = () => join(folder, 'etc/machine-id');
  beforeEach(() => mkdirSync(join(folder, 'etc')));

  it('is told as its digest, as the host in it tells its own', async () => {
    writeFileSync(file(), `${MACHINE_ID}\n`);
    expect(await of()).toBe(DIGEST);
  });

  it.each<[string, () => void]>([
    ['there is none', () => undefined],
    ['it is not set up yet', () => writeFileSync(file(), 'uninitialized\n')],
    ['it is something else', () => writeFileSync(file(), `${MACHINE_ID}${MACHINE_ID}\n`)],
    [
      'it is a link to one elsewhere',
      () => {
        writeFileSync(join(folder, 'elsewhere'), MACHINE_ID);
        symlinkSync(join(folder, 'elsewhere'), file());
      },
    ],
    ['it is a pipe, on which nobody waits', () => void execFileSync('mkfifo', [file()])],
  ])('is not known where %s', async (_name, lay) => {
    lay();
    expect(await of()).toBeNull();
  });
});

describe('what root saw of the guests', () => {
  const at = asInstant('2026-11-22T04:00:00.000Z');
  const path = () => join(folder, 'guests.json');
  const seen = { kind: 'lxc', name: 'one', state: 'running', machineIdDigest: DIGEST } as const;

  it('reaches the reporter without the units of this host', async () => {
    const guests = {
      list: async () => ({ ok: true, value: [{ ...seen, unit: 'lxc@one.service', notStartable: null }] }) as const,
    };
    await writeGuestReport({ files: durableFiles, path: path(), guests, at });
    const look = await readGuestReport({ files: durableFiles, path: path() });
    expect(look).toEqual({ kind: 'known', asOf: at, guests: [seen] });
  });

  it.each<[string, string | null]>([
    ['there is none', null],
    ['it is half a file', '{"kind":"known","asOf":"2026-11-22T04'],
    ['it is another file', '{"kind":"known"}'],
  ])('is unknown where %s', async (_name, text) => {
    if (text !== null) writeFileSync(path(), text);
    expect(await readGuestReport({ files: durableFiles, path: path() })).toMatchObject({ kind: 'unknown' });
  });
});
