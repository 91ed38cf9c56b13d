// The difference of two package lists as it travels: small where little changed, exact always.

import { isSame } from './manifest.ts';
import { packageVersionKey, sortedPackages } from './package-order.ts';
import type { InstalledPackage } from './types.ts';

/** Whoever applies it must hold exactly the list that it was made from, and check the digest of the outcome. */
export interface PackageDelta {
  /** New, or different in any field. */
  readonly set: readonly InstalledPackage[];
  readonly removed: readonly Pick<InstalledPackage, 'name' | 'architecture' | 'version'>[];
}

export function packageDeltaOf(before: readonly InstalledPackage[], after: readonly InstalledPackage[]): PackageDelta {
  const old = new Map(before.map((found) => [packageVersionKey(found), found]));
  const now = new Set(after.map(packageVersionKey));
  return {
    set: sortedPackages(after).filter((found) => {
      const known = old.get(packageVersionKey(found));
      return known === undefined || !isSame(known, found);
    }),
    removed: sortedPackages(before)
      .filter((found) => !now.has(packageVersionKey(found)))
      .map(({ name, architecture, version }) => ({ name, architecture, version })),
  };
}

/** In the order of `sortedPackages`, whatever order the base had: the digest of an inventory rests on that order. */
export function applyPackageDelta(base: readonly InstalledPackage[], delta: PackageDelta): readonly InstalledPackage[] {
  const packages = new Map(base.map((found) => [packageVersionKey(found), found]));
  for (const gone of delta.removed) packages.delete(packageVersionKey(gone));
  for (const found of delta.set) packages.set(packageVersionKey(found), found);
  return sortedPackages([...packages.values()]);
}
