// The manifest of a host, the fingerprint of its package database, and what differs between two manifests.

import { digestOf, type Sha256 } from '../document/index.ts';
import type { Digest } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';
import { packageKey, packageVersionKey, sortedPackages } from './package-order.ts';
import type { InstalledPackage, Manifest, ManifestDifference } from './types.ts';

/**
 * Changes when anything changes that a plan may rest on: a version, a state, a mark, a hold. Independent of the order in
 * which the packages were read. The source package is left out: it follows from name, architecture and version.
 */
export const fingerprintOf = (packages: readonly InstalledPackage[], sha256: Sha256): Digest =>
  digestOf(
    sortedPackages(packages).map(({ name, architecture, version, state, automatic, held }) => [
      name,
      architecture,
      version,
      state,
      automatic,
      held,
    ]),
    sha256,
  );

export const manifestOf = (options: {
  readonly packages: readonly InstalledPackage[];
  readonly takenAt: Instant;
  readonly sha256: Sha256;
}): Manifest => ({
  schema: 'slipway.manifest/1',
  takenAt: options.takenAt,
  fingerprint: fingerprintOf(options.packages, options.sha256),
  packages: sortedPackages(options.packages),
});

/**
 * What came, what went and what is there in both but not the same. A package with one version before and one after has
 * changed; where either side has several (kernels of rpm), versions are only added and removed, since nothing says which
 * of them followed which.
 */
export function differenceOf(
  before: Pick<Manifest, 'packages'>,
  after: Pick<Manifest, 'packages'>,
): ManifestDifference {
  const touched = touchedNames(before.packages, after.packages);
  const packagesBefore = before.packages.filter(({ name }) => touched.has(name));
  const packagesAfter = after.packages.filter(({ name }) => touched.has(name));
  const versionsBefore = byKey(packagesBefore);
  const versionsAfter = byKey(packagesAfter);
  const added: InstalledPackage[] = [];
  const removed: InstalledPackage[] = [];
  const changed: { before: InstalledPackage; after: InstalledPackage }[] = [];
  for (const found of sortedPackages(packagesAfter)) {
    const old = predecessorOf(found, versionsBefore, versionsAfter);
    if (old === null) added.push(found);
    else if (!isSame(old, found)) changed.push({ before: old, after: found });
  }
  for (const old of sortedPackages(packagesBefore)) {
    if (predecessorOf(old, versionsAfter, versionsBefore) === null) removed.push(old);
  }
  return { added, removed, changed };
}

/** Of packages that are not one and the same value on both sides; after a delta that leaves a few names of 600. */
function touchedNames(before: readonly InstalledPackage[], after: readonly InstalledPackage[]): ReadonlySet<string> {
  const [ofBefore, ofAfter] = [new Set(before), new Set(after)];
  const changed = [...before.filter((found) => !ofAfter.has(found)), ...after.filter((found) => !ofBefore.has(found))];
  return new Set(changed.map(({ name }) => name));
}

/** What `found` was on the other side: its equal version, or the only version where both sides have exactly one. */
function predecessorOf(
  found: InstalledPackage,
  otherSide: PackagesByKey,
  ownSide: PackagesByKey,
): InstalledPackage | null {
  const key = packageKey(found);
  const others = otherSide.get(key) ?? [];
  const equal = others.find(({ version }) => version === found.version);
  if (equal !== undefined) return equal;
  return others.length === 1 && ownSide.get(key)?.length === 1 ? (others[0] ?? null) : null;
}

type PackagesByKey = ReadonlyMap<string, readonly InstalledPackage[]>;

const byKey = (packages: readonly InstalledPackage[]): PackagesByKey => Map.groupBy(packages, packageKey);

/** Equal in every field, the source package included. */
export const isSame = (a: InstalledPackage, b: InstalledPackage): boolean =>
  packageVersionKey(a) === packageVersionKey(b) &&
  a.sourceName === b.sourceName &&
  a.sourceVersion === b.sourceVersion &&
  a.state === b.state &&
  a.automatic === b.automatic &&
  a.held === b.held &&
  a.module === b.module;
