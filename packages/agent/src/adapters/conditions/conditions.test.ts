import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandResult, RunCommand } from '../../ports/index.ts';
import { mountOf, readMounts } from './file-systems.ts';
import { createHostConditions, readKernelRoom } from './index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'conditions-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const ended = (stdout: string, status = 0, stderr = ''): CommandResult => ({
  kind: 'ended',
  status,
  stdout,
  stderr,
  output: 'whole',
});
const MISSING: CommandResult = { kind: 'not-started', detail: 'spawn virsh ENOENT' };
/** By the last words of the command; what is not named is not there. */
const host = (answers: Readonly<Record<string, CommandResult>> = {}) => {
  const run: RunCommand = async ({ command }) =>
    Object.entries(answers).find(([words]) => command.join(' ').includes(words))?.[1] ?? MISSING;
  return createHostConditions({
    run,
    clock: { now: () => THE_MORNING },
    inhibitions: join(root, 'inhibit.d'),
    root,
  });
};
const file = (path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

// As Debian 12 prints it: a root, a /boot, an EFI partition, a hardened /var/tmp, a second mount over the first.
const MOUNTS = `22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
30 22 254:2 / /boot rw,relatime shared:8 - ext4 /dev/vda2 rw
31 30 254:3 / /boot/efi rw,relatime shared:9 - vfat /dev/vda3 rw,fmask=0077
40 22 0:40 / /var/tmp rw,nosuid,nodev,noexec shared:10 master:1 - tmpfs tmpfs rw
41 22 0:41 / /srv rw shared:11 - ext4 /dev/vdb ro
42 22 0:42 / /mnt/with\\040blank rw - ext4 /dev/vdc rw
43 41 0:43 / /srv rw shared:12 - ext4 /dev/vdd rw
`;

describe('file systems', () => {
  it.each([
    ['/', '/'],
    ['/usr', '/'],
    ['/boot', '/boot'],
    ['/bootstrap', '/'],
    ['/boot/efi/EFI', '/boot/efi'],
    ['/mnt/with blank/x', '/mnt/with blank'],
  ])('%s lies on %s', (path, mountPoint) => {
    expect(mountOf(path, readMounts(MOUNTS))?.mountPoint).toBe(mountPoint);
  });

  it('has its own options and those of what is mounted; a later mount covers an earlier one', () => {
    const options = (path: string) => mountOf(path, readMounts(MOUNTS))?.options;
    expect(options('/var/tmp')?.has('noexec')).toBe(true);
    expect(options('/srv')?.has('ro')).toBe(false);
    expect(
      readMounts(MOUNTS)
        .find(({ mountPoint }) => mountPoint === '/srv')
        ?.options.has('ro'),
    ).toBe(true);
    expect(readMounts('no mount at all\n')).toEqual([]);
  });

  it('tells the room of this very machine, also of a folder that is not made yet', async () => {
    const found = await host().fileSystem(join(root, 'a/b'));
    if (!found.ok) throw new Error(found.reason.code);
    expect(found.value.readOnly).toBe(false);
    expect(found.value.freeBytes).toBeGreaterThan(0);
  });
});

describe('the room a kernel takes', () => {
  it('is that of all its parts, of each by itself; a rescue image is none', async () => {
    expect(await host().kernelSizes()).toEqual(new Map());
    file('boot/vmlinuz-6.1.0-39-amd64', 'x'.repeat(10));
    file('boot/initrd.img-6.1.0-39-amd64', 'x'.repeat(100));
    file('boot/vmlinuz-6.1.0-40-amd64', 'x'.repeat(50));
    file('boot/vmlinuz-0-rescue-abc', 'x'.repeat(5000));
    file('boot/initramfs-5.14.0-503.el9.x86_64.img', 'x'.repeat(70));
    file('boot/vmlinuz-5.14.0-503.el9.x86_64', 'x'.repeat(9));
    expect(await host().kernelSizes()).toEqual(
      new Map([
        ['5.14.0-503.el9.x86_64', 79],
        ['6.1.0-39-amd64', 110],
        ['6.1.0-40-amd64', 50],
      ]),
    );
  });

  it('C09: is taken once more where the boot loader keeps kernels of its own', async () => {
    expect(await host().loaderKernels()).toEqual(ok([]));
    file('boot/vmlinuz-6.1.0-40-amd64', 'x'.repeat(50));
    file('boot/grub/i386-pc/linux.mod', 'x');
    file('boot/efi/EFI/debian/grubx64.efi', 'x'.repeat(900));
    expect(await host().loaderKernels()).toEqual(ok([]));
    const token = '0123456789abcdef0123456789abcdef';
    file('etc/machine-id', `${token}\n`);
    file('etc/os-release', 'ID=debian\nNAME="Debian GNU/Linux"\n');
    file(`boot/efi/${token}/6.1.0-39-amd64/linux`, 'x'.repeat(10));
    file(`boot/efi/${token}/6.1.0-40-amd64/linux`, 'x'.repeat(20));
    file(`boot/efi/${token}/6.1.0-40-amd64/initrd.img-6.1.0-40-amd64`, 'x'.repeat(30));
    file('efi/EFI/Linux/debian-6.1.0-40.efi', 'x'.repeat(70));
    // Of another system that this machine boots: its kernels come from there.
    file('boot/efi/fedcba9876543210fedcba9876543210/6.12.0/linux', 'x'.repeat(4000));
    file('efi/EFI/Linux/arch-linux.efi', 'x'.repeat(7000));
    const kernels = ok([
      { path: '/efi', bytes: 70 },
      { path: '/boot/efi', bytes: 50 },
    ]);
    expect(await host().loaderKernels()).toEqual(kernels);
  });

  it('C09: is taken once where one mount point leads to another, and told nothing of where it cannot be read', async () => {
    file('etc/kernel/entry-token', 'ours\n');
    file('boot/efi/ours/6.1.0-40-amd64/vmlinuz', 'x'.repeat(20));
    symlinkSync('boot/efi', join(root, 'efi'));
    expect(await host().loaderKernels()).toEqual(ok([{ path: '/efi', bytes: 20 }]));
    rmSync(join(root, 'efi'));
    symlinkSync('efi', join(root, 'efi'));
    expect(await host().loaderKernels()).toMatchObject({
      ok: false,
      reason: { code: 'file-system-unknown', facts: { path: '/efi' } },
    });
  });

  it('C09: is told with what is free, in steps and no higher than a handful of kernels takes', async () => {
    expect(await readKernelRoom(root)).toBeNull();
    file('boot/vmlinuz-6.1.0-40-amd64', 'x'.repeat(1000));
    const room = await readKernelRoom(root);
    expect(room?.kernelBytes).toBe(1100);
    // Nobody runs this with less than eight megabytes left.
    expect(room?.freeBytes).toBe(8 * 1024 * 1024);
    expect(await readKernelRoom(join(root, 'none'))).toBeNull();
    file('boot/initrd.img-6.1.0-39-amd64', 'x'.repeat(3 * 1024 * 1024 + 5));
    expect((await readKernelRoom(root))?.kernels).toEqual([
      { release: '6.1.0-39-amd64', bytes: 3 * 1024 * 1024 },
      { release: '6.1.0-40-amd64', bytes: 0 },
    ]);
  });

  it('C09: is told of the partition of the boot loader where fewer kernels fit there, and of /boot where that one is closed', async () => {
    file('boot/vmlinuz-6.1.0-40-amd64', 'x'.repeat(1000));
    file('etc/kernel/entry-token', 'ours\n');
    file('boot/efi/ours/6.1.0-40-amd64/linux', 'x'.repeat(5000));
    // What goes from /boot makes no room there that could be told.
    expect(await readKernelRoom(root)).toEqual({ freeBytes: expect.any(Number), kernelBytes: 5500 });
    rmSync(join(root, 'boot/vmlinuz-6.1.0-40-amd64'));
    expect(await readKernelRoom(root)).toMatchObject({ kernelBytes: 5500 });
    file('boot/vmlinuz-6.1.0-40-amd64', 'x'.repeat(1000));
    // A loop: root itself cannot read it.
    rmSync(join(root, 'boot/efi'), { recursive: true });
    symlinkSync('efi', join(root, 'boot/efi'));
    expect(await readKernelRoom(root)).toMatchObject({ kernelBytes: 1100 });
  });
});

describe('who is logged in', () => {
  const sessions = (...entries: readonly unknown[][]) => ended(JSON.stringify({ type: 'a(susso)', data: [entries] }));
  const path = (id: string) => `/org/freedesktop/login1/session/${id}`;
  const ACTIVE = { 'is-active': ended('active\n') };
  it('is whoever logind has a session of a person of', async () => {
    const found = await host({
      ...ACTIVE,
      ListSessions: sessions(['c1', 0, 'root', '', path('c1')], ['3', 1000, 'ada', 'seat0', path('_33')]),
      [`${path('c1')} `]: ended('{"type":"s","data":"manager"}'),
      [`${path('_33')} `]: ended('{"type":"s","data":"user"}'),
    }).users();
    expect(found).toEqual(ok(['ada']));
  });

  it('is nobody where nobody manages sessions, and where one ended meanwhile', async () => {
    expect(await host({ 'is-active': ended('inactive\n', 3) }).users()).toEqual(ok([]));
    const gone = ended('', 1, `Failed to get property Class: Unknown object '${path('3')}'.`);
    const found = host({ ...ACTIVE, ListSessions: sessions(['3', 1, 'ada', '', path('3')]), [path('3')]: gone });
    expect(await found.users()).toEqual(ok([]));
  });

  it.each<[string, Readonly<Record<string, CommandResult>>]>([
    ['does not answer', { ListSessions: ended('', 1, 'Connection timed out') }],
    ['answers otherwise', { ListSessions: ended('{"data":[[["3"]]]}') }],
    ['answers no JSON', { ListSessions: ended('SESSION UID\n') }],
    [
      'does not know the class',
      { ListSessions: sessions(['3', 1, 'ada', '', path('3')]), [path('3')]: ended('', 1, 'no') },
    ],
  ])('C29: is unknown where logind %s', async (_name, answers) => {
    expect(await host({ ...ACTIVE, ...answers }).users()).toMatchObject({
      ok: false,
      reason: { code: 'users-unknown' },
    });
  });
});

describe('power', () => {
  const supply = (name: string, files: Readonly<Record<string, string>>) => {
    for (const [one, text] of Object.entries(files)) file(`sys/class/power_supply/${name}/${one}`, `${text}\n`);
  };
  it('comes from the mains where the host says nothing of it', async () => {
    expect(await host().power()).toEqual(ok('mains'));
  });

  it("comes from a battery that discharges while no mains is online, and not from a mouse's", async () => {
    supply('hid-1', { type: 'Battery', scope: 'Device', status: 'Discharging' });
    expect(await host().power()).toEqual(ok('mains'));
    supply('BAT0', { type: 'Battery', status: 'Discharging' });
    supply('AC', { type: 'Mains', online: '0' });
    expect(await host().power()).toEqual(ok('battery'));
    supply('AC', { type: 'Mains', online: '1' });
    expect(await host().power()).toEqual(ok('mains'));
  });
});

describe('inhibitions', () => {
  it('are the files that have not ended, those that nobody can read among them', async () => {
    expect(await host().inhibitions()).toEqual(ok([]));
    const until = addSeconds(THE_MORNING, 60);
    file('inhibit.d/provision.json', JSON.stringify({ why: 'being provisioned', until }));
    file('inhibit.d/ended.json', JSON.stringify({ why: 'was', until: THE_MORNING }));
    file('inhibit.d/for-ever.json', '{ "why": "ask Ada" }');
    file('inhibit.d/hasty', '');
    file('inhibit.d/wrong-end.json', '{ "why": "x", "until": "tomorrow" }');
    const found = await host().inhibitions();
    expect(found.ok && found.value.map(({ name, until: end }) => [name, end])).toEqual([
      ['for-ever.json', null],
      ['hasty', null],
      ['provision.json', until],
      ['wrong-end.json', null],
    ]);
  });

  it('C22: are unknown where the folder is none', async () => {
    file('inhibit.d', 'a file where a folder belongs');
    expect(await host().inhibitions()).toMatchObject({ ok: false, reason: { code: 'inhibitions-unknown' } });
    chmodSync(join(root, 'inhibit.d'), 0o600);
  });
});
