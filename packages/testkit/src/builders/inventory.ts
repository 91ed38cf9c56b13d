import type { Digest } from '@slipway/core/ids';
import type { InstalledPackage, Inventory, Repository, SystemFacts } from '@slipway/core/inventory';
import type { Platform } from '@slipway/core/patch-set';
import { asInstant, type Instant } from '@slipway/core/time';
import { digestOfText } from './digest.ts';

/** When every built thing was observed, unless a test says otherwise: a Saturday morning. */
export const THE_MORNING: Instant = asInstant('2026-11-21T08:00:00.000Z');

export const BOOKWORM: Platform = { distribution: 'debian', release: 'bookworm', architecture: 'amd64' };

/** An installed package of Debian, whole, asked for by name, its source named as itself. */
export const aPackage = (
  given: Partial<InstalledPackage> & Pick<InstalledPackage, 'name' | 'version'>,
): InstalledPackage => ({
  architecture: 'amd64',
  sourceName: given.name,
  sourceVersion: given.version,
  state: 'installed',
  automatic: false,
  held: false,
  ...given,
});

export const aSystem = (given: Partial<SystemFacts> = {}): SystemFacts => ({
  hostname: 'host',
  ...BOOKWORM,
  prettyName: 'Debian GNU/Linux 12 (bookworm)',
  packageFormat: 'deb',
  bootId: '2f6a6f0e-6f0f-4ab2-9a3f-6f3a6c1d0001',
  machineIdDigest: digestOfText(`machine ${given.hostname ?? 'host'}`),
  kernel: { running: '6.1.0-40-amd64', nextBoot: null, installed: [] },
  virtualisation: 'systemd-nspawn',
  ...given,
});

/** Stands for the package database's state: equal packages, equal fingerprint. Not the agent's own algorithm. */
export const fingerprintOfPackages = (packages: readonly InstalledPackage[]): Digest =>
  digestOfText(
    packages
      .map((one) => `${one.name}/${one.architecture}/${one.version}/${one.state}/${one.automatic}/${one.held}`)
      .join('\n'),
  );

/** Debian's own, as a host of Debian 12 names it. */
export const aRepository = (given: Partial<Repository> = {}): Repository => ({
  uri: `https://archive.invalid/${given.label ?? 'Debian'}`,
  suite: given.codename ?? 'bookworm',
  components: ['main'],
  origin: 'Debian',
  label: 'Debian',
  codename: 'bookworm',
  signedBy: null,
  lastRefreshedAt: THE_MORNING,
  refresh: 'fresh',
  ...given,
});

/** What a whole, fresh host reports that carries these packages and nothing pending. */
export const anInventory = (
  given: Partial<Omit<Inventory, 'system'>> & { readonly system?: Partial<SystemFacts> } = {},
): Inventory => {
  const packages = given.packages ?? [aPackage({ name: 'openssl', version: '3.0.15-1~deb12u1' })];
  return {
    schema: 'slipway.inventory/1',
    collectedAt: THE_MORNING,
    packageDatabase: { fingerprint: fingerprintOfPackages(packages), state: 'whole' },
    repositories: [aRepository({ label: 'Debian-Security', codename: 'bookworm-security' }), aRepository()],
    updates: { kind: 'known', asOf: THE_MORNING, metadataAsOf: THE_MORNING, updates: [], keptBack: [] },
    otherPatchers: [],
    restart: { kind: 'known', asOf: THE_MORNING, processes: [] },
    reboot: { kind: 'not-needed' },
    ...given,
    packages,
    system: aSystem(given.system),
  };
};
