// Two looks at one host, with everything that a look can find; the second after one upgrade and one removal.

import {
  type InstalledPackage,
  type Inventory,
  inventoryDigest,
  packageDeltaOf,
  type StaleProcess,
  sortedPackages,
} from '@slipway/core/inventory';
import { addMs } from '@slipway/core/time';
import type { InventoryMessage } from '@slipway/protocol/agent';
import { anInventory, aPackage, digestOfText, sha256, someOrigins, THE_MORNING } from '../../builders/index.ts';

const HOUR_MS = 3_600_000;
const SECURITY = { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' };

const STATES: Readonly<Record<InstalledPackage['state'], string>> = {
  installed: 'libc6',
  'half-installed': 'broken-a',
  unpacked: 'broken-b',
  'half-configured': 'broken-c',
  'triggers-awaited': 'man-db',
  'triggers-pending': 'libc-bin',
};

/** In the order in which an agent reports them, on which the digest rests. */
const PACKAGES: readonly InstalledPackage[] = sortedPackages([
  aPackage({ name: 'openssl', version: '3.0.15-1~deb12u1' }),
  aPackage({ name: 'tzdata', version: '2025b-0+deb12u1', architecture: 'all', held: true }),
  ...Object.entries(STATES).map(([state, name]) =>
    aPackage({
      name,
      version: '2.36-9+deb12u13',
      sourceName: 'glibc',
      automatic: true,
      state: state as InstalledPackage['state'],
    }),
  ),
]);

const before: Inventory = anInventory({
  packages: PACKAGES,
  system: {
    hostname: 'app1',
    kernel: { running: '6.1.0-40-amd64', nextBoot: '6.1.0-41-amd64', installed: ['6.1.0-40-amd64', '6.1.0-41-amd64'] },
    virtualisation: null,
  },
  repositories: [
    {
      uri: 'http://mirror.example/debian-security',
      suite: 'bookworm-security',
      components: ['main', 'contrib'],
      ...SECURITY,
      signedBy: '/usr/share/keyrings/debian-archive-keyring.gpg',
      lastRefreshedAt: THE_MORNING,
      refresh: 'fresh',
    },
    {
      uri: 'http://packages.example/own',
      suite: './',
      components: [],
      origin: '',
      label: '',
      codename: '',
      signedBy: null,
      lastRefreshedAt: null,
      refresh: 'never',
    },
  ],
  updates: {
    kind: 'known',
    asOf: THE_MORNING,
    metadataAsOf: THE_MORNING,
    updates: [
      {
        name: 'openssl',
        architecture: 'amd64',
        from: '3.0.15-1~deb12u1',
        to: '3.0.17-1~deb12u2',
        origin: SECURITY,
        security: true,
      },
      {
        name: 'libssl-modules',
        architecture: 'amd64',
        from: null,
        to: '3.0.17-1~deb12u2',
        origin: SECURITY,
        security: false,
      },
    ],
    keptBack: [{ name: 'tzdata', architecture: 'all', cause: 'held' }],
  },
  otherPatchers: [{ kind: 'unattended-upgrades', unit: 'unattended-upgrades.service', enabled: true }],
  restart: {
    kind: 'known',
    asOf: THE_MORNING,
    processes: [
      {
        pid: 812,
        executable: '/usr/sbin/nginx',
        unit: 'nginx.service',
        files: ['/usr/lib/x86_64-linux-gnu/libssl.so.3'],
      },
      { pid: 900, executable: '/usr/local/bin/own', unit: null, files: ['/usr/local/bin/own'] },
    ],
  },
  reboot: { kind: 'needed', causes: ['linux-image-amd64'] },
});

const after: Inventory = anInventory({
  ...before,
  collectedAt: addMs(THE_MORNING, HOUR_MS),
  packages: PACKAGES.filter(({ name }) => name !== 'broken-a').map((one) =>
    one.name === 'openssl' ? { ...one, version: '3.0.17-1~deb12u2', sourceVersion: '3.0.17-1~deb12u2' } : one,
  ),
  updates: { kind: 'unknown', asOf: addMs(THE_MORNING, HOUR_MS), detail: 'the archive could not be reached' },
  restart: { kind: 'unknown', detail: 'only root sees every process' },
  reboot: { kind: 'unknown', detail: 'the kernel could not be told' },
});

/** What an agent tells since it looks for origins and for software that no package owns. */
const withOrigins: Inventory = anInventory({
  ...before,
  updates: {
    kind: 'known',
    asOf: THE_MORNING,
    metadataAsOf: THE_MORNING,
    updates: [],
    keptBack: [{ name: 'tzdata', architecture: 'all', cause: 'phased', phasedPercent: 30 }],
  },
  restart: {
    kind: 'known',
    asOf: THE_MORNING,
    processes: [
      {
        pid: 812,
        executable: '/usr/sbin/nginx',
        unit: 'nginx.service',
        files: ['/lib/libssl.so.3'],
        packages: ['libssl3'],
      },
    ],
  },
  origins: someOrigins(PACKAGES, { maker: { tzdata: '2026a-1' }, none: ['openssl'] }),
  unmanaged: {
    kind: 'known',
    asOf: THE_MORNING,
    programs: {
      kind: 'known',
      items: [
        { path: '/opt/own/bin/own', sizeBytes: 1_048_576, sha256: digestOfText('own'), seen: 'in-folder' },
        { path: '/root/running', sizeBytes: 2 ** 31, sha256: null, seen: 'running' },
      ],
      total: null,
    },
    snaps: { kind: 'known', items: [{ name: 'core22', version: '1380' }], total: 1 },
    flatpaks: { kind: 'known', items: [{ name: 'org.example.Own', version: 'stable 0f1e2d' }], total: 1 },
    containers: {
      kind: 'known',
      items: [
        { engine: 'podman', name: 'web', image: 'docker.io/library/nginx:1.27' },
        { engine: 'nspawn', name: 'old', image: null },
      ],
      total: 2,
    },
  },
});

const NOT_LISTED = { kind: 'unknown', detail: 'it did not answer' } as const;

/** An up-to-date host whose software could be listed in no part. */
const partly: Inventory = anInventory({
  ...withOrigins,
  reboot: { kind: 'not-needed' },
  unmanaged: {
    kind: 'known',
    asOf: THE_MORNING,
    programs: NOT_LISTED,
    snaps: NOT_LISTED,
    flatpaks: NOT_LISTED,
    containers: NOT_LISTED,
  },
});

const withoutOrigins: Inventory = anInventory({
  ...before,
  origins: { kind: 'unknown', detail: 'apt did not answer' },
  unmanaged: { kind: 'unknown', detail: 'root has not looked yet' },
});

/** Of an rpm distribution, whose packages may be built for a stream of a module. */
const withModules: Inventory = anInventory({
  ...before,
  packages: sortedPackages([
    ...PACKAGES,
    { ...aPackage({ name: 'nodejs', version: '20.1-1.el9', architecture: 'x86_64' }), module: 'nodejs:20' },
  ]),
});

/** Of what belongs to no unit of the system, who could end it. */
const withOwners: Inventory = anInventory({
  ...before,
  restart: {
    kind: 'known',
    asOf: THE_MORNING,
    processes: [
      { ...own(901), owner: { kind: 'session', session: '4', user: 'ada' } },
      { ...own(902), owner: { kind: 'user-unit', unit: 'own.service', user: 'ada' } },
      { ...own(903), owner: { kind: 'container', engine: 'podman', name: 'web' } },
    ],
  },
});

/** What there is below /boot for one more kernel. */
const withKernelRoom: Inventory = anInventory({
  ...before,
  system: {
    ...before.system,
    kernel: { ...before.system.kernel, room: { freeBytes: 41943040, kernelBytes: 99614720 } },
  },
});

/** What each takes there, and which was the last good one beside the one that runs. */
const withKernelSizes: Inventory = anInventory({
  ...before,
  system: {
    ...before.system,
    kernel: {
      ...before.system.kernel,
      room: {
        freeBytes: 41943040,
        kernelBytes: 99614720,
        kernels: [{ release: '6.1.0-44-cloud-amd64', bytes: 89128960 }],
      },
      lastGood: '6.1.0-47-cloud-amd64',
    },
  },
});

/** Until when keys of repositories are good. */
const withKeyExpiries: Inventory = anInventory({
  ...before,
  repositories: before.repositories.map((one, at) => ({
    ...one,
    keyExpiresAt: at === 0 ? addMs(THE_MORNING, 30 * 86_400_000) : null,
  })),
});

/** By whose signatures they are taken, of both families. */
const withTrust: Inventory = anInventory({
  ...before,
  repositories: before.repositories.map((one, at) => ({
    ...one,
    trust: {
      address: one.uri,
      checks: at === 0 ? ['metadata'] : ['metadata', 'packages'],
      keys: ['A'.repeat(40), 'https://keys.invalid/a.asc'],
      ...(at === 0 ? { signers: ['a'.repeat(16)] } : {}),
    },
  })),
});

function own(pid: number): StaleProcess {
  return { pid, executable: '/usr/local/bin/own', unit: null, files: ['/usr/local/bin/own'] };
}

const full = (inventory: Inventory): InventoryMessage => ({
  protocol: 1,
  form: 'full',
  digest: inventoryDigest(inventory, sha256),
  inventory,
});

const deltaTo = (later: Inventory): InventoryMessage => {
  const { packages, ...rest } = later;
  return {
    protocol: 1,
    form: 'delta',
    base: inventoryDigest(before, sha256),
    digest: inventoryDigest(later, sha256),
    rest,
    ...packageDeltaOf(before.packages, packages),
  };
};

export const INVENTORY_DIGEST = inventoryDigest(before, sha256);

type Form =
  | 'full'
  | 'full-later'
  | 'full-origins'
  | 'full-origins-partly'
  | 'full-origins-unknown'
  | 'full-modules'
  | 'full-owners'
  | 'full-kernel-room'
  | 'full-kernel-sizes'
  | 'full-key-expiries'
  | 'full-trust'
  | 'full-unmet'
  | 'full-guests'
  | 'full-guests-unknown'
  | 'delta'
  | 'delta-origins'
  | 'delta-origins-partly'
  | 'delta-origins-unknown'
  | 'delta-modules'
  | 'delta-owners'
  | 'delta-kernel-room'
  | 'delta-kernel-sizes'
  | 'delta-key-expiries'
  | 'delta-trust'
  | 'delta-unmet'
  | 'delta-guests'
  | 'delta-guests-unknown';

/** Of an agent that looks for guests: each kind, each state, with a machine id to see and without; and what its own carrier knows it by. */
const withGuests: Inventory = {
  ...after,
  system: { ...after.system, productUuidDigest: digestOfText('uuid') },
  guests: {
    kind: 'known',
    asOf: THE_MORNING,
    guests: [
      { kind: 'hook', name: 'app1', state: 'running', machineIdDigest: digestOfText('app1') },
      { kind: 'libvirt', name: 'db1', state: 'running', machineIdDigest: digestOfText('db1') },
      { kind: 'lxc', name: 'old', state: 'paused', machineIdDigest: null },
      { kind: 'nspawn', name: 'web1', state: 'stopped', machineIdDigest: digestOfText('web1') },
    ],
  },
};
const guestsUnknown: Inventory = { ...after, guests: { kind: 'unknown', detail: 'machined does not answer' } };

const withBrokenDatabase: Inventory = {
  ...before,
  packageDatabase: { ...before.packageDatabase, state: 'interrupted' },
};

const withUnmet: Inventory = {
  ...after,
  packageDatabase: {
    fingerprint: after.packageDatabase.fingerprint,
    state: 'unmet',
    unmet: {
      items: [{ name: 'app', architecture: 'amd64', version: '1.0', relation: 'Depends: lib (>= 2)' }],
      total: 1,
    },
  },
};

/** Everything that a look can find, and every way in which it can be in vain. */
export const INVENTORIES: readonly Inventory[] = [
  before,
  withBrokenDatabase,
  withUnmet,
  after,
  withGuests,
  withOrigins,
  partly,
  withoutOrigins,
  withModules,
];

/** `delta` leads from what `full` holds to what `full-later` holds. */
export const makeInventoryMessages = (): Readonly<Record<Form, InventoryMessage>> => ({
  full: full(before),
  'full-later': full(after),
  'full-origins': full(withOrigins),
  'full-origins-partly': full(partly),
  'full-origins-unknown': full(withoutOrigins),
  'full-modules': full(withModules),
  'full-owners': full(withOwners),
  'full-kernel-room': full(withKernelRoom),
  'full-kernel-sizes': full(withKernelSizes),
  'full-key-expiries': full(withKeyExpiries),
  'full-trust': full(withTrust),
  'full-unmet': full(withUnmet),
  'full-guests': full(withGuests),
  'full-guests-unknown': full(guestsUnknown),
  delta: deltaTo(after),
  'delta-unmet': deltaTo(withUnmet),
  'delta-guests': deltaTo(withGuests),
  'delta-guests-unknown': deltaTo(guestsUnknown),
  'delta-origins': deltaTo(withOrigins),
  'delta-origins-partly': deltaTo(partly),
  'delta-origins-unknown': deltaTo(withoutOrigins),
  'delta-modules': deltaTo(withModules),
  'delta-owners': deltaTo(withOwners),
  'delta-kernel-room': deltaTo(withKernelRoom),
  'delta-kernel-sizes': deltaTo(withKernelSizes),
  'delta-key-expiries': deltaTo(withKeyExpiries),
  'delta-trust': deltaTo(withTrust),
});
