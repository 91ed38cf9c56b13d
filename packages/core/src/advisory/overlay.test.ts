import { describe, expect, test } from 'vitest';
import { reason } from '../reasons/index.ts';
import { asInstant } from '../time/index.ts';
import {
  type HostKnowledge,
  isKernelMeta,
  isOver,
  kernelReleaseOf,
  overlayHost,
  sharesKernel,
  type Verdict,
} from './index.ts';

const AT = asInstant('2026-11-21T00:00:00.000Z');
const OLD = '6.1.0-50-cloud-amd64';
const NEW = '6.1.0-56-cloud-amd64';

const HOST: HostKnowledge = {
  format: 'deb',
  kernel: { running: OLD, nextBoot: null, installed: [OLD] },
  virtualisation: 'kvm',
  restart: { kind: 'known', asOf: AT, processes: [] },
  ownerOf: () => null,
  updates: { kind: 'known', asOf: AT, metadataAsOf: AT, updates: [], keptBack: [] },
  held: new Set(),
  entitlements: [],
};

function verdict(name: string, word: Verdict['verdict'], more: Partial<Verdict> = {}): Verdict {
  const facts = { package: name, installed: '3.0.20-1', fixed: '3.0.22-1' };
  return {
    vulnerability: 'CVE-2026-1',
    verdict: word,
    reason: word === 'affected' ? reason('fix-available', facts) : reason('fix-reached', facts),
    sourcePackage: name,
    package: name,
    architecture: 'amd64',
    installedVersion: '3.0.20-1',
    fixedVersion: '3.0.22-1',
    advisory: null,
    feed: 'debian',
    feedDate: AT,
    ...more,
  };
}

const kernel = (release: string, word: Verdict['verdict']): Verdict =>
  verdict(`linux-image-${release}`, word, { sourcePackage: 'linux-signed-amd64' });

const standings = (verdicts: readonly Verdict[], host: Partial<HostKnowledge>): readonly string[] =>
  overlayHost(verdicts, { ...HOST, ...host }).verdicts.map(({ standing, reason: why }) => `${standing} ${why.code}`);

/** With one update in `updates`, or one package in `keptBack`. */
const pending = (more: Partial<Extract<HostKnowledge['updates'], { kind: 'known' }>>): HostKnowledge['updates'] => ({
  kind: 'known',
  asOf: AT,
  metadataAsOf: AT,
  updates: [],
  keptBack: [],
  ...more,
});
const update = (name: string, to: string, from: string | null = '3.0.20-1') => ({
  name,
  architecture: 'amd64',
  from,
  to,
  origin: { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' },
  security: true,
});

describe('the way to the fix', () => {
  const openssl = verdict('openssl', 'affected');
  const kept = (cause: 'held' | 'phased' | 'dependency' | 'unknown') =>
    pending({ keptBack: [{ name: 'openssl', architecture: 'amd64', cause }] });

  test.each<[string, Partial<HostKnowledge>, string]>([
    ['offered', { updates: pending({ updates: [update('openssl', '3.0.22-1')] }) }, 'update-pending fix-available'],
    ['not offered', {}, 'no-candidate fix-without-candidate'],
    [
      'offered for another architecture',
      { updates: pending({ updates: [{ ...update('openssl', '3.0.22-1'), architecture: 'i386' }] }) },
      'no-candidate fix-without-candidate',
    ],
    [
      'nobody could look',
      { updates: { kind: 'unknown', asOf: AT, detail: 'locked' } },
      'candidate-unknown updates-unknown',
    ],
    ['held', { held: new Set(['openssl']) }, 'held package-held'],
    ['held, says the package manager', { updates: kept('held') }, 'held package-held'],
    ['phased', { updates: kept('phased') }, 'phased fix-phased'],
    ['kept back', { updates: kept('dependency') }, 'kept-back fix-kept-back'],
  ])('%s', (_what, host, expected) => expect(standings([openssl], host)).toEqual([expected]));

  test('no fix at all', () => {
    const why = reason('fix-awaited', { package: 'openssl', installed: '3.0.20-1', note: 'none' });
    expect(standings([{ ...openssl, fixedVersion: null, reason: why }], {})).toEqual(['no-fix fix-awaited']);
  });

  test('one that has to be paid for is nobody else’s', () => {
    const facts = { package: 'openssl', installed: '1', fixed: '1+esm1', entitlement: 'ubuntu-pro' };
    const paid = { ...openssl, reason: reason('fix-needs-entitlement', facts) };
    const offered = { updates: pending({ updates: [update('openssl', '1+esm1')] }) };
    expect(standings([paid], offered)).toEqual(['not-entitled fix-needs-entitlement']);
    expect(standings([paid], { ...offered, entitlements: ['ubuntu-pro'] })).toEqual([
      'update-pending fix-needs-entitlement',
    ]);
  });

  test('what rpm offers must reach the fix', () => {
    const offer = (to: string) => ({ format: 'rpm' as const, updates: pending({ updates: [update('openssl', to)] }) });
    expect(standings([openssl], offer('3.0.21-1'))).toEqual(['no-candidate fix-without-candidate']);
    expect(standings([openssl], offer('3.0.23-1'))).toEqual(['update-pending fix-available']);
  });

  test('a new kernel has a new name', () => {
    const host = { updates: pending({ updates: [update(`linux-image-${NEW}`, '6.1.192-2', null)] }) };
    expect(standings([kernel(OLD, 'affected')], host)).toEqual(['update-pending fix-available']);
  });
});

describe('4: installed, running and next are three kernels', () => {
  const both = [kernel(OLD, 'affected'), kernel(NEW, 'fixed')];
  const installed = [OLD, NEW];

  test('after the update, before the reboot: fixed on disk, the old kernel runs', () => {
    const { verdicts } = overlayHost(both, { ...HOST, kernel: { running: OLD, nextBoot: NEW, installed } });
    expect(verdicts.map(({ standing }) => standing)).toEqual(['old-kernel-runs', 'in-effect']);
    expect(verdicts[0]?.reason).toEqual(reason('old-kernel-runs', { running: OLD, installed: NEW, boots: NEW }));
  });

  test('after the reboot the old one only lies there: 2,578 vulnerabilities that nobody runs', () => {
    const host = { kernel: { running: NEW, nextBoot: NEW, installed } };
    expect(standings(both, host)).toEqual(['kernel-not-running kernel-not-running', 'in-effect fix-reached']);
    expect(isOver('kernel-not-running')).toBe(true);
  });

  test('the next boot takes the affected one', () => {
    const host = { kernel: { running: NEW, nextBoot: OLD, installed } };
    expect(standings(both, host)[0]).toBe('kernel-boots-next kernel-boots-next');
    expect(isOver('kernel-boots-next')).toBe(false);
  });

  test('the running one is of no package: nothing about the others is known to be in effect', () => {
    const host = { kernel: { running: '6.6.1-own', nextBoot: null, installed } };
    expect(new Set(standings(both, host))).toEqual(new Set(['unknown running-kernel-unpackaged']));
  });

  test('a container runs none of its own', () => {
    expect(standings(both, { virtualisation: 'lxc' })[0]).toBe('kernel-not-running kernel-of-carrier');
    expect([sharesKernel('systemd-nspawn'), sharesKernel('kvm'), sharesKernel(null)]).toEqual([true, false, false]);
  });

  test.each([
    ['linux-image-6.1.0-50-cloud-amd64', 'linux-signed-amd64', '6.1.176+1', '6.1.0-50-cloud-amd64'],
    ['linux-image-unsigned-5.15.0-25-generic', 'linux', '5.15.0-25.25', '5.15.0-25-generic'],
    ['linux-modules-extra-5.15.0-25-generic', 'linux', '5.15.0-25.25', '5.15.0-25-generic'],
    ['linux-image-cloud-amd64', 'linux-signed-amd64', '6.1.176+1', null],
    ['linux-headers-6.1.0-50-common', 'linux', '6.1.176-1', null],
    ['linux-libc-dev', 'linux', '6.1.176-1', null],
    ['kernel-core', 'kernel', '0:5.14.0-427.el9', '5.14.0-427.el9.amd64'],
    ['kernel-headers', 'kernel', '0:5.14.0-427.el9', null],
    ['openssl', 'openssl', '1', null],
  ])('%s holds the kernel of', (name, sourcePackage, installedVersion, release) => {
    expect(kernelReleaseOf({ package: name, sourcePackage, installedVersion, architecture: 'amd64' })).toBe(release);
  });

  test('a meta package follows the kernels that it names, and is none itself', () => {
    const meta = verdict('linux-image-cloud-amd64', 'affected', { sourcePackage: 'linux-signed-amd64' });
    const image = kernel(OLD, 'affected');
    const over = 'kernel-not-running kernel-meta-package';
    expect(standings([meta, image], {})).toEqual([over, 'no-candidate fix-without-candidate']);
    expect(standings([{ ...meta, verdict: 'unknown' }], {})).toEqual([over]);
    expect(standings([meta, image], { virtualisation: 'systemd-nspawn' })).toEqual([
      over,
      'kernel-not-running kernel-of-carrier',
    ]);
    expect(standings([{ ...meta, verdict: 'fixed' }], {})).toEqual(['in-effect fix-available']);
  });

  test.each([
    ['linux-image-amd64', 'linux-signed-amd64', true],
    ['linux-image-armmp', 'linux', true],
    ['linux-image-generic', 'linux-meta', true],
    ['linux-image-6.1.0-50-cloud-amd64', 'linux-signed-amd64', false],
    ['linux-image-unsigned-5.15.0-25-generic', 'linux', false],
    // Holds a kernel, under a name without its release.
    ['linux-image-current-rockchip64', 'linux-rockchip64', false],
    ['linux-libc-dev', 'linux', false],
    ['linux-headers-amd64', 'linux-signed-amd64', false],
  ])('%s of %s is a meta package: %s', (name, sourcePackage, expected) => {
    expect(isKernelMeta({ package: name, sourcePackage })).toBe(expected);
  });

  test('a real-time kernel of RPM runs under its name and a suffix', () => {
    const rt = verdict('kernel-rt-core', 'affected', {
      sourcePackage: 'kernel',
      installedVersion: '5.14.0-427.el9',
      architecture: 'x86_64',
    });
    const fixed = { ...rt, verdict: 'fixed' as const, installedVersion: '5.14.0-503.el9' };
    const host = {
      format: 'rpm' as const,
      kernel: { running: '5.14.0-427.el9.x86_64+rt', nextBoot: null, installed: ['5.14.0-427.el9.x86_64+rt'] },
    };
    expect(standings([rt, fixed], host)[0]).toBe('old-kernel-runs old-kernel-runs');
  });
});

describe('fixed on disk, old in memory', () => {
  const nginx = { pid: 812, executable: '/usr/sbin/nginx', unit: 'nginx.service', files: ['/usr/lib/libssl.so.3'] };
  const shell = { pid: 77, executable: '/usr/bin/mc', unit: null, files: ['/usr/lib/libssl.so.3', '/opt/own.so'] };
  const restart = { kind: 'known', asOf: AT, processes: [nginx, shell] } as const;
  const owned =
    (previousVersion: string | null): HostKnowledge['ownerOf'] =>
    (file) =>
      file === '/usr/lib/libssl.so.3' ? { package: 'libssl3', previousVersion } : null;
  const libssl = verdict('libssl3', 'fixed', { sourcePackage: 'openssl', installedVersion: '3.0.22-1' });

  test('the processes are named, each once', () => {
    const found = overlayHost([libssl], { ...HOST, restart, ownerOf: owned('3.0.20-1') });
    expect(found.verdicts).toMatchObject([
      {
        standing: 'old-code-in-memory',
        reason: {
          code: 'old-code-in-memory',
          facts: { count: 2, processes: '/usr/bin/mc (77), nginx.service (812)' },
        },
        processes: [shell, nginx],
      },
    ]);
    expect(found.unattributed, 'of a file that no package owns').toEqual([shell]);
  });

  test('of a process that maps files of several packages each of them is old there', () => {
    const files = ['/usr/lib/libssl.so.3', '/usr/lib/liblzma.so.5'];
    const init = { pid: 1, executable: '/usr/lib/systemd/systemd', unit: 'init.scope', files };
    const both = { ...init, packages: ['libssl3', 'liblzma5'] };
    const lzma = verdict('liblzma5', 'fixed', { sourcePackage: 'xz-utils' });
    const at = (process: typeof both) =>
      overlayHost([libssl, lzma], { ...HOST, restart: { ...restart, processes: [process] } });
    const found = at(both);
    expect(found.verdicts.map(({ standing }) => standing)).toEqual(['old-code-in-memory', 'old-code-in-memory']);
    expect(found.unattributed).toEqual([]);
    // One of the files may be of nobody.
    expect(at({ ...both, packages: ['liblzma5'] }).unattributed).toHaveLength(1);
  });

  test('old code that had the fix already is not old for this one', () => {
    expect(standings([libssl], { restart, ownerOf: owned('3.0.22-1') })).toEqual(['in-effect fix-reached']);
    expect(standings([libssl], { restart, ownerOf: owned(null) })).toEqual(['old-code-in-memory old-code-in-memory']);
  });

  test('other packages have nothing to do with it', () => {
    expect(standings([verdict('zlib1g', 'fixed')], { restart, ownerOf: owned(null) })).toEqual([
      'in-effect fix-reached',
    ]);
  });

  test('nobody looked: not known, and never "nothing"', () => {
    expect(standings([libssl], { restart: { kind: 'unknown', detail: 'not root' } })).toEqual([
      'unknown memory-not-looked',
    ]);
  });

  test('of many processes a few are named, and all are evidence', () => {
    const processes = Array.from({ length: 40 }, (_none, pid) => ({ ...nginx, pid }));
    const [found] = overlayHost([libssl], {
      ...HOST,
      restart: { ...restart, processes },
      ownerOf: owned(null),
    }).verdicts;
    expect(found?.processes).toHaveLength(40);
    expect(String(found?.reason.facts['processes'])).toMatch(/^(?:nginx\.service \(\d\), ){5}…$/);
  });
});
