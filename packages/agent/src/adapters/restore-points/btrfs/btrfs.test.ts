import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAttemptId } from '@slipway/core/ids';
import { ok } from '@slipway/core/reasons';
import type { RestorePoint } from '@slipway/core/restore-point';
import { endWithout } from '@slipway/testkit/absence';
import { describeRestorePoints, type RestorePointsUnderTest } from '@slipway/testkit/contracts';
import { afterEach, describe, expect, it, type TestContext } from 'vitest';
import { durableFiles } from '../../durable-files/index.ts';
import { runCommand } from '../../run-command/index.ts';
import { createRestorePoints } from '../index.ts';

// Real subvolumes, in an image of the test's own that is mounted as a host's root is: by the name of a subvolume.

const POINT = { kind: 'btrfs', volumes: ['/'], keepHours: 24, keepMax: 2, freePercentMin: 1 } as const;
const KERNEL = '6.1.0-40-amd64';
/** What btrfs-progs 6.2 asks for at least, and a little. */
const IMAGE_BYTES = 200 * 1024 * 1024;
const TEST_MS = 120_000;

const sh = (command: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: { LC_ALL: 'C.UTF-8', PATH } });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
};
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

interface Host extends RestorePointsUnderTest {
  readonly root: string;
  readonly device: string;
}

const hostOf = (context: TestContext, how: 'by name' | 'by default' = 'by name'): Host => {
  const lacking = ['/usr/bin/btrfs', '/usr/sbin/mkfs.btrfs'].find((program) => !existsSync(program));
  if (process.getuid?.() !== 0 || lacking !== undefined) {
    endWithout('mounting btrfs needs root and the package btrfs-progs', context);
  }
  const folder = mkdtempSync(join(tmpdir(), 'restore-points-'));
  const [image, root, top] = [join(folder, 'image'), join(folder, 'root'), join(folder, 'top')];
  for (const one of [root, top]) mkdirSync(one);
  writeFileSync(image, '');
  truncateSync(image, IMAGE_BYTES);
  sh('mkfs.btrfs', '--quiet', image);
  const device = sh('losetup', '--find', '--show', image);
  sh('mount', '-o', 'subvolid=5', device, top);
  sh('btrfs', 'subvolume', 'create', join(top, '@rootfs'));
  if (how === 'by default') sh('btrfs', 'subvolume', 'set-default', join(top, '@rootfs'));
  sh('umount', top);
  const mount = (): string => sh('mount', ...(how === 'by name' ? ['-o', 'subvol=@rootfs'] : []), device, root);
  mount();
  const state = join(root, 'var/lib/slipway/executor');
  for (const name of ['etc', 'boot/grub', `usr/lib/modules/${KERNEL}`, 'usr/lib/systemd', 'var/lib/dpkg']) {
    mkdirSync(join(root, name), { recursive: true });
  }
  mkdirSync(state, { recursive: true });
  writeFileSync(join(root, 'usr/lib/systemd/systemd'), 'init');
  writeFileSync(join(root, `boot/vmlinuz-${KERNEL}`), 'kernel');
  writeFileSync(join(root, `boot/initrd.img-${KERNEL}`), 'initrd');
  writeFileSync(join(root, 'boot/grub/grub.cfg'), `linux /@rootfs/boot/vmlinuz-${KERNEL} root=UUID=1 ro quiet\n`);
  const content = join(root, 'etc/content');
  return {
    root,
    device,
    points: createRestorePoints({
      ...{ run: runCommand, files: durableFiles, root, state: '/var/lib/slipway', work: join(folder, 'work') },
      hooks: { call: async () => ok({ status: 0, output: '' }) },
      kernel: async () => KERNEL,
    }),
    point: POINT,
    write: async (what) => writeFileSync(content, what),
    read: async () => readFileSync(content, 'utf8'),
    writeLedger: async (text) => writeFileSync(join(state, 'ledger.jsonl'), text),
    readLedger: async () => readFileSync(join(state, 'ledger.jsonl'), 'utf8'),
    boot: async () => {
      sh('umount', root);
      mount();
    },
    dispose: async () => {
      sh('umount', root);
      sh('losetup', '--detach', device);
      rmSync(folder, { recursive: true });
    },
  };
};

describeRestorePoints('btrfs, mounted by name,', async (context) => hostOf(context));
describeRestorePoints('btrfs, mounted by default,', async (context) => hostOf(context, 'by default'));

describe('a restore point of btrfs', () => {
  const ID = asAttemptId('attempt-1');
  let host: Host | null = null;
  afterEach(async () => {
    await host?.dispose();
    host = null;
  });
  const begin = (context: TestContext): Host => {
    host = hostOf(context);
    return host;
  };
  const made = async ({ points }: Host, point: RestorePoint = POINT, changesKernel = false) => {
    const answer = await points.make(point, { id: ID, changesKernel });
    return answer.ok ? answer.value.state : [answer.reason.code, answer.reason.facts['detail']];
  };

  it.for([
    ['its kernel', `boot/vmlinuz-${KERNEL}`, `there is no kernel vmlinuz-${KERNEL}`],
    ['its initrd', `boot/initrd.img-${KERNEL}`, `there is no initrd of kernel ${KERNEL}`],
    ['its boot entry', 'boot/grub/grub.cfg', `the boot loader has no entry for kernel ${KERNEL}`],
    ['its modules', `usr/lib/modules/${KERNEL}`, `the modules of kernel ${KERNEL}, which runs, are not in it`],
    ['its init', 'usr/lib/systemd/systemd', 'there is no init in it'],
  ] as const)('C40: does not count without %s', { timeout: TEST_MS }, async ([_what, path, detail], context) => {
    const on = begin(context);
    rmSync(join(on.root, path), { recursive: true });
    expect(await made(on)).toEqual(['restore-point-not-bootable', detail]);
  });

  it('takes no longer name of a kernel for it', { timeout: TEST_MS }, async (context) => {
    const on = begin(context);
    writeFileSync(join(on.root, 'boot/grub/grub.cfg'), `linux /boot/vmlinuz-${KERNEL}-rt root=/dev/sda\n`);
    expect(await made(on)).toEqual(['restore-point-not-bootable', `the boot loader has no entry for kernel ${KERNEL}`]);
  });

  it('is not made where policy wants more room', { timeout: TEST_MS }, async (context) => {
    expect((await made(begin(context), { ...POINT, freePercentMin: 99 }))[0]).toBe('restore-point-no-room');
  });

  it('is not made of a folder, and of the part of what packages change alone', {
    timeout: TEST_MS,
  }, async (context) => {
    const on = begin(context);
    expect(await made(on, { ...POINT, volumes: ['/var'] })).toEqual([
      'restore-point-unfit',
      'nothing is mounted there',
    ]);
    sh('btrfs', 'subvolume', 'create', join(on.root, 'apart'));
    sh('mount', '-o', 'subvol=@rootfs/apart', on.device, join(on.root, 'usr'));
    try {
      expect(await made(on)).toEqual([
        'restore-point-not-bootable',
        '/usr lies outside of it and changes with the packages',
      ]);
    } finally {
      sh('umount', join(on.root, 'usr'));
    }
  });

  it('takes no data of a subvolume inside along, nor out of sight', { timeout: TEST_MS }, async (context) => {
    const on = begin(context);
    const inside = join(on.root, 'var/lib/machines of mine');
    sh('btrfs', 'subvolume', 'create', inside);
    writeFileSync(join(inside, 'data'), 'precious');
    expect((await made(on))[0]).toBe('restore-point-unfit');
    rmSync(join(inside, 'data'));
    expect(await made(on)).toBe('standing');
    writeFileSync(join(inside, 'data'), 'precious');
    expect(await on.points.goBack(POINT, ID)).toMatchObject({ reason: { code: 'restore-point-unfit' } });
    rmSync(join(inside, 'data'));
    expect((await on.points.goBack(POINT, ID)).ok).toBe(true);
    await on.boot();
    // In a snapshot the place of a subvolume takes nothing.
    writeFileSync(join(inside, 'data'), 'new');
    expect((await on.points.remove(POINT, ID)).ok).toBe(true);
    expect(readFileSync(join(inside, 'data'), 'utf8')).toBe('new');
  });

  it('goes on where the way back was cut between its two renames', { timeout: TEST_MS }, async (context) => {
    const on = begin(context);
    await on.write('before');
    await made(on);
    await on.write('after');
    expect((await on.points.goBack(POINT, ID)).ok).toBe(true);
    const top = join(on.root, '../top');
    sh('mount', '-o', 'subvolid=5', on.device, top);
    sh('mv', join(top, '@rootfs'), join(top, '.slipway', ID, 'next-0'));
    expect(await on.points.look(POINT, ID)).toMatchObject({ value: { state: 'standing' } });
    expect((await on.points.goBack(POINT, ID)).ok).toBe(true);
    sh('umount', top);
    await on.boot();
    expect(await on.read()).toBe('before');
  });
});
