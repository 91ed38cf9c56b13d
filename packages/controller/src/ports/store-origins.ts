// Packages as they are told apart: with who publishes them, alike in every store adapter.

import type { JudgedPackage } from '@slipway/core/advisory';
import { type InstalledPackage, type Inventory, originsOfPackages, sortedPackages } from '@slipway/core/inventory';

export interface PackageWithOrigin {
  readonly package: InstalledPackage;
  readonly origin: JudgedPackage['origin'];
}

/** What no repository of the host has may have been the distribution's once: that cannot be told, and is `unknown`. */
export const packagesWithOrigins = (inventory: Inventory): readonly PackageWithOrigin[] => {
  const packages = sortedPackages(inventory.packages);
  const origins = originsOfPackages({ ...inventory, packages });
  return packages.map((found, at) => {
    const kind = origins[at]?.kind ?? 'unknown';
    return { package: found, origin: kind === 'none' ? 'unknown' : kind };
  });
};
