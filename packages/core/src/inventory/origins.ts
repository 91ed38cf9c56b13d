// Whose packages a host has: the distribution's own, somebody else's, nobody's, or not looked at.

import { positionsIn } from './positions.ts';
import type { Inventory, PackageOrigin, PackageOrigins, PackagePositions, SystemFacts } from './types.ts';

export type OriginOfPackage =
  | {
      readonly kind: 'distribution' | 'foreign';
      readonly origin: PackageOrigin;
      readonly uri: string | null;
      /** `by-another`: the origin has another version of it, or another package of its source, and nobody has this one. */
      readonly listed: 'exactly' | 'by-another';
      /** Newest in that origin, where that is above the installed one and the origin is foreign. */
      readonly newer: string | null;
    }
  /** From no repository that the host has; whether it was the distribution's once cannot be told. */
  | { readonly kind: 'none' }
  /** Nobody looked, or not at this package. */
  | { readonly kind: 'unknown' };

const UNKNOWN: OriginOfPackage = { kind: 'unknown' };

/** One answer per package of the inventory, in its order. What does not fit its package list says nothing at all. */
export const originsOfPackages = ({
  origins,
  packages,
  system,
}: Pick<Inventory, 'origins' | 'packages' | 'system'>): readonly OriginOfPackage[] => {
  const unknown = packages.map(() => UNKNOWN);
  if (origins === undefined || origins.kind === 'unknown') return unknown;
  return filled(unknown, origins, system) ?? unknown;
};

const filled = (
  unknown: readonly OriginOfPackage[],
  { origins, none }: Extract<PackageOrigins, { kind: 'known' }>,
  system: SystemFacts,
): readonly OriginOfPackage[] | null => {
  const answers = [...unknown];
  const put = (positions: PackagePositions, answerAt: (at: number) => OriginOfPackage): boolean => {
    const places = positionsIn(positions, answers.length);
    if (places === null || places.some((at) => answers[at] !== UNKNOWN)) return false;
    for (const at of places) answers[at] = answerAt(at);
    return true;
  };
  for (const { uri, packages, others, newer, ...origin } of origins) {
    const kind = isDistributionOrigin(origin, system) ? 'distribution' : 'foreign';
    const versions = new Map(newer.map(({ at, version }) => [at, version]));
    const as =
      (listed: 'exactly' | 'by-another') =>
      (at: number): OriginOfPackage => ({ kind, origin, uri, listed, newer: versions.get(at) ?? null });
    if (!put(packages, as('exactly')) || !put(others, as('by-another'))) return null;
  }
  return put(none, () => ({ kind: 'none' })) ? answers : null;
};

/**
 * Canonical's extended support names itself (`Origin:` of its Release files, Ubuntu 18.04 and later). Of rpm it is the name in
 * the signing key (docs/adr/0031), which is seldom the distribution's id.
 */
const OF_THE_DISTRIBUTION: Readonly<Record<string, readonly string[]>> = {
  almalinux: ['almalinux', 'almalinux os 8', 'almalinux os 9', 'almalinux os 10'],
  centos: ['centos'],
  ol: ['oracle linux'],
  rhel: ['red hat, inc.'],
  rocky: ['rocky linux', 'rocky enterprise software foundation - release key 2022'],
  ubuntu: ['ubuntu', 'ubuntuesm', 'ubuntuesmapps'],
};

/**
 * Published by the distribution, for this release or a pocket of it (`bookworm-security`). Backports call themselves
 * `Debian Backports`, and another release of the same distribution is another one's packages: what is known of versions
 * of this release holds for neither.
 */
export const isDistributionOrigin = (
  { origin, codename }: PackageOrigin,
  { distribution, release }: Pick<SystemFacts, 'distribution' | 'release'>,
): boolean =>
  (OF_THE_DISTRIBUTION[distribution] ?? [distribution.toLowerCase()]).includes(origin.toLowerCase()) &&
  (codename === release || codename.startsWith(`${release}-`) || codename.startsWith(`${release}/`));
