import { RELEASED_BY_MAJOR } from '../inventory/index.ts';
import {
  DEBIAN_RELEASES,
  NUMBERED_RELEASES,
  RED_HAT_RELEASES,
  RED_HAT_REPOSITORIES,
  UBUNTU_RELEASES,
} from './known-releases.ts';
import type { Release } from './types.ts';

/** What is needed to install from it beside the release itself: `ubuntu-pro`, or nothing. */
export interface EcosystemRelease {
  readonly release: Release;
  readonly entitlement: string | null;
}

/** What Ubuntu's expanded security maintenance asks for. */
export const UBUNTU_PRO = 'ubuntu-pro';

/**
 * The release that an OSV ecosystem means: `Debian:12`, `AlmaLinux:9`, `Rocky Linux:9`, `Ubuntu:22.04:LTS`,
 * `Ubuntu:Pro:18.04:LTS`, `Red Hat:enterprise_linux:9::appstream`. `null` where the table does not have exactly this
 * name: nothing is ever cut off an unknown one, since `Ubuntu:Pro:FIPS:22.04:LTS` is not Ubuntu 22.04.
 */
export function releaseOfEcosystem(text: string): EcosystemRelease | null {
  return ECOSYSTEMS.get(text) ?? null;
}

/** `bookworm`, `jammy`: no two distributions share one. `null` where it is unknown. */
export function releaseOfCodename(codename: string): Release | null {
  return CODENAMES.get(codename) ?? null;
}

/**
 * From os-release as inventories have it: `ID`, and `VERSION_CODENAME` or else `VERSION_ID`. Always a release, because
 * every host has one: where the table does not know it, it stays as it is, and no feed is about it.
 */
export function releaseOfSystem(system: { readonly distribution: string; readonly release: string }): Release {
  const { distribution, release } = system;
  const known = SYSTEMS.get(`${distribution}:${release}`);
  if (known !== undefined) return known;
  return RELEASED_BY_MAJOR.includes(distribution)
    ? { distribution, release: release.replace(/^(\d+)\.\d+$/, '$1') }
    : { distribution, release };
}

/** One text for a release, to compare and index by. */
export const releaseKey = (release: Release): string => `${release.distribution}:${release.release}`;

export const isSameRelease = (a: Release, b: Release): boolean =>
  a.release === b.release && a.distribution === b.distribution;

/** Ubuntu's long-term releases. Records name them for ten years and more, and drop the others when their months are over. */
export const isLongTermRelease = (release: Release): boolean => LONG_TERM.has(releaseKey(release));

const LONG_TERM = new Set(UBUNTU_RELEASES.filter(([, , term]) => term === 'LTS').map(([name]) => `ubuntu:${name}`));
const CODENAMES = codenames();
const ECOSYSTEMS = ecosystems();
/** Images without a codename give the number alone. */
const SYSTEMS = systemsByNumber();

function codenames(): ReadonlyMap<string, Release> {
  return new Map<string, Release>([
    ...DEBIAN_RELEASES.map(([release]) => [release, { distribution: 'debian', release }] as const),
    ...UBUNTU_RELEASES.map(([release]) => [release, { distribution: 'ubuntu', release }] as const),
  ]);
}

function systemsByNumber(): ReadonlyMap<string, Release> {
  return new Map<string, Release>([
    ...DEBIAN_RELEASES.filter(([, version]) => version !== null).map(
      ([release, version]) => [`debian:${version}`, { distribution: 'debian', release }] as const,
    ),
    ...UBUNTU_RELEASES.map(([release, version]) => [`ubuntu:${version}`, { distribution: 'ubuntu', release }] as const),
  ]);
}

function ecosystems(): ReadonlyMap<string, EcosystemRelease> {
  const found = new Map<string, EcosystemRelease>();
  const add = (name: string, distribution: string, release: string, entitlement: string | null = null): void => {
    found.set(name, { release: { distribution, release }, entitlement });
  };
  for (const [codename, version] of DEBIAN_RELEASES) if (version !== null) add(`Debian:${version}`, 'debian', codename);
  for (const [codename, version, term] of UBUNTU_RELEASES) {
    const suffix = term === 'LTS' ? ':LTS' : '';
    add(`Ubuntu:${version}${suffix}`, 'ubuntu', codename);
    if (term === 'LTS') add(`Ubuntu:Pro:${version}:LTS`, 'ubuntu', codename, UBUNTU_PRO);
  }
  for (const [distribution, ecosystem, releases] of NUMBERED_RELEASES) {
    for (const release of releases) add(`${ecosystem}:${release}`, distribution, release);
  }
  for (const [name, release] of RED_HAT_RELEASES) {
    add(`Red Hat:enterprise_linux:${name}`, 'rhel', release);
    for (const repository of RED_HAT_REPOSITORIES) {
      add(`Red Hat:enterprise_linux:${name}::${repository}`, 'rhel', release);
    }
  }
  return found;
}
