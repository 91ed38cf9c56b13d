import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asDigest } from '@slipway/core/ids';
import { readOsRelease } from '@slipway/core/inventory';
import { isNewer, kernelRelease, newestOfFlavour } from '@slipway/core/kernel';
import { ok } from '@slipway/core/reasons';
import { asInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileOwners, RunCommand } from '../../ports/index.ts';
import { durableFiles } from '../durable-files/index.ts';
import { runCommand } from '../run-command/index.ts';
import { createSystem, lookAtProcesses, readProcessReport, writeProcessReport } from './index.ts';
import { readInhibitors } from './inhibitors.ts';
import { kernelsIn, nextBootOf } from './kernel.ts';
import { deletedCode, unitOfCgroup } from './processes.ts';

const sha256 = (bytes: Uint8Array) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
const nobody: FileOwners = async () => new Map();
const NOW = asInstant('2026-11-21T08:00:00.000Z');
const OPTIONS = {
  run: runCommand,
  sha256,
  packageFormat: 'deb',
  architecture: async () => ok('amd64'),
  clock: { now: () => NOW },
  processReport: { path: '/nonexistent/processes.json', files: durableFiles },
} as const;
const system = (root?: string) =>
  createSystem({
    ...OPTIONS,
    processReport: { path: join(root ?? '/nonexistent', 'run/processes.json'), files: durableFiles },
    ...(root === undefined ? {} : { root }),
  });

describe('people who are logged in', () => {
  it('are told by the real wall, whatever the text begins with', async () => {
    for (const text of ['This host reboots in 10 minutes.', '--help', '/etc/passwd']) {
      expect(await system().tellUsers(text)).toEqual(ok(undefined));
    }
  });

  it('are not told where there is no wall, and it is said', async () => {
    const run: RunCommand = async ({ command }) => ({ kind: 'not-started', detail: `no ${command[0]}` });
    const answer = await createSystem({ ...OPTIONS, run }).tellUsers('text');
    expect(answer).toMatchObject({
      ok: false,
      reason: { code: 'users-not-told', facts: { detail: 'no /usr/bin/wall' } },
    });
  });
});

describe('readOsRelease', () => {
  it.each([
    [
      'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
      { distribution: 'debian', release: 'bookworm', prettyName: 'Debian GNU/Linux 12 (bookworm)' },
    ],
    [
      'ID="almalinux"\nVERSION_ID="9.5"\nPRETTY_NAME=\'AlmaLinux "9"\'\n',
      // An update of its release package must not carry it out of its platform (docs/adr/0031).
      { distribution: 'almalinux', release: '9', prettyName: 'AlmaLinux "9"' },
    ],
    ['ID=mageia\nVERSION_ID=9.1\n', { distribution: 'mageia', release: '9.1', prettyName: 'mageia 9.1' }],
    ['ID=x\nVERSION_ID=1\nPRETTY_NAME="a \\"b\\" \\$c"\n', { distribution: 'x', release: '1', prettyName: 'a "b" $c' }],
    ['ID=debian\nPRETTY_NAME="Debian sid"\n', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(readOsRelease(text)).toEqual(expected);
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readOsRelease(text)).not.toThrow();
      }),
    );
  });
});

describe('kernels', () => {
  it.each([
    ['6.1.0-40-cloud-amd64', '6.1.0-40', 'cloud-amd64'],
    ['6.1.0-40-amd64', '6.1.0-40', 'amd64'],
    ['6.12.43+deb13-amd64', '6.12.43+deb13', 'amd64'],
    ['6.12.43+deb13.1-rt-amd64', '6.12.43+deb13.1', 'rt-amd64'],
    ['5.10.0-0.deb10.16-amd64', '5.10.0-0.deb10.16', 'amd64'],
    ['5.15.0-91-generic', '5.15.0-91', 'generic'],
    ['6.8.0-1015-aws', '6.8.0-1015', 'aws'],
    ['6.8.12-1-pve', '6.8.12-1', 'pve'],
    ['5.14.0-503.el9.x86_64', '5.14.0-503.el9.x86_64', ''],
    ['5.14.0-503.el9.x86_64+rt', '5.14.0-503.el9.x86_64', 'rt'],
    ['5.14.0-503.el9.aarch64+64k-debug', '5.14.0-503.el9.aarch64', '64k-debug'],
    ['5.15.0-300.163.18.el9uek.x86_64', '5.15.0-300.163.18.el9uek.x86_64', 'uek'],
    ['6.18.44', '6.18.44', ''],
  ])('%s is %s of flavour %s', (release, version, flavour) => {
    expect(kernelRelease(release)).toEqual({ release, version, flavour });
  });

  it('finds the newest of the running flavour, by the order of versions', () => {
    const installed = ['6.1.0-9-amd64', '6.1.0-40-amd64', '6.1.0-41-cloud-amd64', '6.12.43+deb13-amd64'];
    expect(newestOfFlavour('6.1.0-9-amd64', installed)).toBe('6.12.43+deb13-amd64');
    expect(newestOfFlavour('6.1.0-9-cloud-amd64', installed)).toBe('6.1.0-41-cloud-amd64');
    expect(newestOfFlavour('6.1.0-9-rt-amd64', installed)).toBeNull();
    const side = ['5.14.0-70.el9.x86_64', '5.14.0-427.el9.x86_64', '5.14.0-503.el9.x86_64+rt'];
    expect(newestOfFlavour('5.14.0-70.el9.x86_64', side)).toBe('5.14.0-427.el9.x86_64');
    expect(isNewer('6.12.43+deb13.1-amd64', '6.12.43+deb13-amd64')).toBe(true);
    expect(isNewer('6.1.0-9-amd64', '6.1.0-40-amd64')).toBe(false);
  });

  it('takes files of /boot for kernels that are kernels', () => {
    expect(
      kernelsIn([
        'vmlinuz-6.1.0-40-amd64',
        'vmlinuz-6.1.0-9-amd64',
        'initrd.img-6.1.0-40-amd64',
        'vmlinuz-0-rescue-ab12',
        'vmlinuz',
        'grub',
      ]),
    ).toEqual(['6.1.0-9-amd64', '6.1.0-40-amd64']);
  });

  it('knows the next boot only where there is nothing to choose or GRUB takes the first', () => {
    const two = ['6.1.0-9-amd64', '6.1.0-40-amd64'];
    expect(nextBootOf([], null)).toBeNull();
    expect(nextBootOf(['6.1.0-9-amd64'], null)).toBe('6.1.0-9-amd64');
    expect(nextBootOf(two, null)).toBeNull();
    expect(nextBootOf(two, 'GRUB_DEFAULT=0\nGRUB_TIMEOUT=5\n')).toBe('6.1.0-40-amd64');
    expect(nextBootOf(two, 'GRUB_DEFAULT=saved\n')).toBeNull();
    expect(nextBootOf(two, 'GRUB_DEFAULT="0"\nGRUB_DEFAULT="1>2"\n')).toBeNull();
  });
});

describe('unitOfCgroup', () => {
  it.each([
    ['0::/system.slice/nginx.service\n', 'nginx.service'],
    ['0::/system.slice/system-getty.slice/getty@tty1.service\n', 'getty@tty1.service'],
    ['0::/system.slice/containerd.service/kubepods/x.service\n', 'containerd.service'],
    ['0::/machine.slice/machine-a.scope/payload/system.slice/ssh.service\n', 'ssh.service'],
    ['0::/init.scope\n', 'init.scope'],
    ['0::/user.slice/user-0.slice/user@0.service/init.scope\n', null],
    ['0::/user.slice/user-1000.slice/session-3.scope\n', null],
    ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/a.service\n', null],
    // Below their own manager, and below a service that delegates, people make what names they like.
    ['0::/user.slice/user-1000.slice/user@1000.service/system.slice/ssh.service\n', null],
    ['0::/system.slice/build.service/payload/system.slice/ssh.service\n', 'build.service'],
    ['0::/system.slice/docker-0a1b.scope/system.slice/ssh.service\n', 'ssh.service'],
    ['0::/\n', null],
    ['12:cpu:/system.slice/ssh.service\n', null],
    ['', null],
  ])('%s', (cgroup, unit) => {
    expect(unitOfCgroup(cgroup)).toBe(unit);
  });
});

describe('deletedCode', () => {
  it('names deleted files that are mapped to be run, where packages put code', () => {
    const maps = [
      '7f00-7f01 r--p 00000000 08:01 131 /usr/lib/libold.so.1 (deleted)',
      '7f01-7f02 r-xp 00001000 08:01 131                        /usr/lib/libold.so.1 (deleted)',
      '7f02-7f03 r-xp 00000000 08:01 132                        /usr/lib/libnew.so.1',
      '7f03-7f04 rwxp 00000000 00:01 133                        /memfd:jit (deleted)',
      '7f04-7f05 rwxp 00000000 00:01 134                        /tmp/ffi1234 (deleted)',
      '7f05-7f06 rwxs 00000000 00:01 135                        /dev/zero (deleted)',
      '7f06-7f07 r-xp 00000000 08:01 136                        /usr/bin/with blank (deleted)',
      '7f07-7f08 r-xp 00000000 00:00 0                          [vdso]',
    ].join('\n');
    expect(deletedCode(maps)).toEqual(['/usr/bin/with blank', '/usr/lib/libold.so.1']);
  });
  it('names a file that rpm has renamed before it went by the name that its package knows', () => {
    const map = '7f01-7f02 r-xp 00000000 08:01 131 /usr/lib64/libssl.so.3;65f0c1a2 (deleted)';
    expect(deletedCode(map)).toEqual(['/usr/lib64/libssl.so.3']);
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => deletedCode(text)).not.toThrow();
      }),
    );
  });
});

describe('readInhibitors', () => {
  /** Recorded from systemd 252 (Debian 12) while apt installed; the second entry is logind's usual one. */
  const recorded =
    '{"type":"a(ssssuu)","data":[[["shutdown:sleep","APT","APT is installing or removing packages","block",0,12871],["sleep","NetworkManager","turn off networks","delay",0,7]]]}';
  it('names who blocks a shutdown, and nobody else', () => {
    expect(readInhibitors(recorded)).toEqual(['APT (APT is installing or removing packages)']);
    expect(readInhibitors(recorded.replace('"block"', '"delay"'))).toEqual([]);
    expect(readInhibitors('{"type":"a(ssssuu)","data":[[]]}')).toEqual([]);
  });
  it('never takes an answer of another kind for "nobody"', () => {
    for (const text of ['', '{}', '{"data":[]}', '{"data":[[1]]}', '{"data":[[["shutdown"]]]}']) {
      expect(readInhibitors(text)).toBeNull();
    }
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readInhibitors(text)).toBeNull();
      }),
    );
  });
});

describe('lookAtProcesses', () => {
  it('finds a running program whose file was replaced, and not one that still stands', async () => {
    const folder = mkdtempSync('/opt/slipway-test-');
    const [old, kept] = [join(folder, 'old'), join(folder, 'kept')];
    for (const path of [old, kept]) copyFileSync('/usr/bin/sleep', path);
    const processes = [old, kept].map((path) => spawn(path, ['60'], { stdio: 'ignore' }));
    const [first, second] = processes;
    try {
      await expect.poll(() => readFileSync(`/proc/${first?.pid}/comm`, 'utf8')).toBe('old\n');
      // As dpkg does it: a new file takes the name of the old one.
      unlinkSync(old);
      copyFileSync('/usr/bin/sleep', old);
      const { stale } = await lookAtProcesses();
      expect(stale.find(({ pid }) => pid === first?.pid)).toMatchObject({ executable: old, files: [old] });
      expect(stale.some(({ pid }) => pid === second?.pid)).toBe(false);
      expect((await lookAtProcesses(first?.pid)).stale.some(({ pid }) => pid === first?.pid)).toBe(false);
    } finally {
      for (const one of processes) one.kill();
      rmSync(folder, { recursive: true });
    }
  });

  it('finds an archive of classes that Java has open and that was replaced, and no file of another kind or program', async () => {
    const folder = mkdtempSync('/opt/slipway-test-');
    const [jar, data] = [join(folder, 'app.jar'), join(folder, 'data.txt')];
    for (const path of [jar, data]) writeFileSync(path, 'x');
    const opened = [jar, data].map((path) => openSync(path, 'r'));
    const programs = ['java', 'other'].map((name) => join(folder, name));
    for (const path of programs) copyFileSync('/usr/bin/sleep', path);
    const processes = programs.map((path) => spawn(path, ['60'], { stdio: ['ignore', 'ignore', 'ignore', ...opened] }));
    const [java, other] = processes;
    try {
      await expect.poll(() => readFileSync(`/proc/${other?.pid}/comm`, 'utf8')).toBe('other\n');
      expect((await lookAtProcesses()).stale.some(({ pid }) => pid === java?.pid)).toBe(false);
      for (const path of [jar, data]) {
        unlinkSync(path);
        writeFileSync(path, 'y');
      }
      const { stale } = await lookAtProcesses();
      expect(stale.find(({ pid }) => pid === java?.pid)).toMatchObject({ files: [jar] });
      expect(stale.some(({ pid }) => pid === other?.pid)).toBe(false);
    } finally {
      for (const one of processes) one.kill();
      for (const descriptor of opened) closeSync(descriptor);
      rmSync(folder, { recursive: true });
    }
  });
});

it('finds interpreters that run, with their age by the clock of the boot', async () => {
  const perl = spawn('/usr/bin/perl', ['-e', 'sleep 60'], { stdio: 'ignore' });
  const other = spawn('/usr/bin/sleep', ['60'], { stdio: 'ignore' });
  try {
    await expect.poll(() => readFileSync(`/proc/${perl.pid}/comm`, 'utf8')).toBe('perl\n');
    const running = await system().interpreters();
    const found = running.find(({ pid }) => pid === perl.pid);
    expect(found).toMatchObject({ interpreter: 'perl', executable: expect.stringMatching(/^\/usr\/bin\/perl/) });
    expect(found?.secondsUp).toBeGreaterThanOrEqual(0);
    expect(found?.secondsUp).toBeLessThan(60);
    expect(running.some(({ pid }) => pid === other.pid)).toBe(false);
  } finally {
    perl.kill();
    other.kill();
  }
});

describe('createSystem', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'system-'));
    for (const path of ['etc/slipway', 'boot', 'run']) mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, 'etc/os-release'), 'ID=debian\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian"\n');
    writeFileSync(join(root, 'etc/machine-id'), '0123456789abcdef0123456789abcdef\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('tells what system this is', async () => {
    writeFileSync(join(root, 'boot/vmlinuz-6.1.0-40-amd64'), '');
    expect(await system(root).facts()).toMatchObject({
      ok: true,
      value: {
        distribution: 'debian',
        release: 'bookworm',
        architecture: 'amd64',
        bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
        machineIdDigest: sha256(Buffer.from('0123456789abcdef0123456789abcdef')),
        kernel: { nextBoot: '6.1.0-40-amd64', installed: ['6.1.0-40-amd64'] },
      },
    });
  });

  it('does not guess a system that does not say what it is', async () => {
    writeFileSync(join(root, 'etc/os-release'), '');
    expect(await system(root).facts()).toMatchObject({ ok: false });
  });

  it('is stopped by the file, by a link in its place, and by whatever keeps it from looking', async () => {
    expect(await system(root).stopped()).toBe(false);
    symlinkSync('/nonexistent', join(root, 'etc/slipway/stop'));
    expect(await system(root).stopped()).toBe(true);
    rmSync(join(root, 'etc/slipway'), { recursive: true });
    expect(await system(root).stopped()).toBe(false);
    writeFileSync(join(root, 'etc/slipway'), 'a file where a folder belongs');
    expect(await system(root).stopped()).toBe(true);
  });

  it('looks at the processes itself where it may see all of them', async (context) => {
    if (process.getuid?.() !== 0) endWithout('only root sees every process', context);
    expect(await system(root).restartNeed()).toMatchObject({ kind: 'known', asOf: NOW });
  });

  it('takes root’s word where it may not, and without it knows nothing', async (context) => {
    if (process.getuid?.() !== 0) endWithout('a process of root is needed to be looked at', context);
    const program = (path: string): string => `
      import { createSystem } from '${pathToFileURL(join(import.meta.dirname, 'index.ts')).href}';
      import { durableFiles } from '${pathToFileURL(join(import.meta.dirname, '../durable-files/index.ts')).href}';
      const system = createSystem({ processReport: { path: '${path}', files: durableFiles } });
      console.log(JSON.stringify(await system.restartNeed()));
    `;
    const ask = (path: string): unknown =>
      JSON.parse(
        execFileSync(
          '/usr/bin/setpriv',
          [
            '--reuid=65534',
            '--regid=65534',
            '--clear-groups',
            process.execPath,
            '--input-type=module',
            '-e',
            program(path),
          ],
          { encoding: 'utf8', env: {} },
        ),
      );
    chmodSync(root, 0o755);
    const path = join(root, 'run/processes.json');
    expect(ask(path)).toMatchObject({ kind: 'unknown' });
    const stale = [{ pid: 3, executable: '/usr/bin/a', unit: null, files: [] }];
    const bootId = await system(root).bootId();
    const look = { stale, unreadable: 0 };
    await writeProcessReport({ files: durableFiles, path, look, ownersOf: nobody, at: NOW, bootId });
    expect(ask(path)).toEqual({ kind: 'known', asOf: NOW, processes: [{ ...stale[0], packages: [] }] });
  });

  it('reads what root saw, of this boot and no other', async () => {
    const path = join(root, 'run/processes.json');
    const process = { pid: 3, executable: '/usr/bin/a', unit: null, files: ['/usr/lib/b.so', '/usr/lib/c.so'] };
    const look = { stale: [process], unreadable: 0 };
    const at = NOW;
    const files = durableFiles;
    const ownersOf: FileOwners = async (paths) => new Map([...paths].slice(0, 1).map((file) => [file, 'libb1']));
    expect(await readProcessReport({ files, path, bootId: 'one' })).toBeNull();
    await writeProcessReport({ files, path, look, ownersOf, at, bootId: 'one' });
    const stale = [{ ...process, packages: ['libb1'] }];
    expect(await readProcessReport({ files, path, bootId: 'one' })).toEqual({ at, bootId: 'one', stale });
    // Whose files they are is worth less than that they are mapped.
    const blind: FileOwners = async () => Promise.reject(new Error('no lists'));
    await writeProcessReport({ files, path, look, ownersOf: blind, at, bootId: 'one' });
    expect(await readProcessReport({ files, path, bootId: 'one' })).toEqual({ at, bootId: 'one', stale: [process] });
    expect(await readProcessReport({ files, path, bootId: 'two' })).toBeNull();
    writeFileSync(path, '{"at":"2026-11-21T08:00:00.000Z","bootId":"one","stale":[1]}');
    expect(await readProcessReport({ files, path, bootId: 'one' })).toBeNull();
  });
});
