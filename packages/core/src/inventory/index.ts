// Inventory: what was observed on a host, the manifest made from it, and the difference of two manifests.
// Not here: how it is collected (agent), where it is stored (controller), what it means (advisory).
// May import: ids, time, document, reasons.

export { reasonAgainstDatabase } from './database.ts';
export { applyPackageDelta, type PackageDelta, packageDeltaOf } from './delta.ts';
export { identities } from './identities.ts';
export { inventoryDigest } from './inventory-digest.ts';
export { differenceOf, fingerprintOf, manifestOf } from './manifest.ts';
export { isDistributionOrigin, type OriginOfPackage, originsOfPackages } from './origins.ts';
export { type OsRelease, RELEASED_BY_MAJOR, readOsRelease } from './os-release.ts';
export { comparePackages, packageKey, packageVersionKey, sortedPackages } from './package-order.ts';
export { positionsIn, positionsOf } from './positions.ts';
export {
  type ThirdPartyPackage,
  type ThirdPartyPackages,
  thirdPartyPackages,
} from './third-party.ts';
export type * from './types.ts';
