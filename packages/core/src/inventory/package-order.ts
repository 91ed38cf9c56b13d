// The order and the names of packages: one order wherever packages stand in a document, so that equal contents are
// equal bytes.

import type { InstalledPackage } from './types.ts';

/** Which package, whatever its version: `name/architecture`. Neither dpkg nor rpm allows a slash in either part. */
export const packageKey = (of: Pick<InstalledPackage, 'name' | 'architecture'>): string =>
  `${of.name}/${of.architecture}`;

/**
 * One installed version: `name/architecture/version`. The key of what is installed, since rpm keeps several versions of
 * one name and architecture side by side (kernels); with dpkg there is at most one.
 */
export const packageVersionKey = (of: Pick<InstalledPackage, 'name' | 'architecture' | 'version'>): string =>
  `${of.name}/${of.architecture}/${of.version}`;

/** By name, architecture and version as texts. For identity, not for "which is newer". */
export const comparePackages = (a: InstalledPackage, b: InstalledPackage): number =>
  compareTexts(a.name, b.name) || compareTexts(a.architecture, b.architecture) || compareTexts(a.version, b.version);

/** In the order of {@link comparePackages}. */
export const sortedPackages = (packages: readonly InstalledPackage[]): readonly InstalledPackage[] =>
  packages.toSorted(comparePackages);

/** UTF-16 code units, as everywhere in documents; never the order of a language. */
const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
