import {
  type InstalledPackage,
  type PackageOrigin,
  type PackageOrigins,
  positionsOf,
  sortedPackages,
  type UnmanagedSoftware,
} from '@slipway/core/inventory';
import { THE_MORNING } from './inventory.ts';

const DEBIAN: PackageOrigin = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };
export const A_MAKER: PackageOrigin = { origin: 'Maker', label: 'Maker', codename: 'stable' };

/** Of Debian, but for the packages named: those of a maker (with the newest version there), and those of no repository. */
export const someOrigins = (
  packages: readonly InstalledPackage[],
  given: { readonly maker?: Readonly<Record<string, string>>; readonly none?: readonly string[] } = {},
): PackageOrigins => {
  const { maker = {}, none = [] } = given;
  const sorted = sortedPackages(packages);
  const placesOf = (belongs: (name: string) => boolean) =>
    sorted.flatMap(({ name }, at) => (belongs(name) ? [at] : []));
  const makers = placesOf((name) => name in maker);
  const newer = makers.flatMap((at) => {
    const version = maker[sorted[at]?.name ?? ''];
    return version === undefined || version === sorted[at]?.version ? [] : [{ at, version }];
  });
  const own = placesOf((name) => !(name in maker) && !none.includes(name));
  return {
    kind: 'known',
    asOf: THE_MORNING,
    origins: [
      { ...DEBIAN, uri: null, packages: positionsOf(own), others: [], newer: [] },
      ...(makers.length === 0 ? [] : [{ ...A_MAKER, uri: null, packages: positionsOf(makers), others: [], newer }]),
    ],
    none: positionsOf(placesOf((name) => none.includes(name))),
  };
};

/** What a look found that found nothing, with the part that a test is about given by hand. */
export const unmanagedSoftware = (
  given: Partial<Extract<UnmanagedSoftware, { kind: 'known' }>> = {},
): UnmanagedSoftware => {
  const nothing = { kind: 'known', items: [], total: 0 } as const;
  return {
    kind: 'known',
    asOf: THE_MORNING,
    programs: nothing,
    snaps: nothing,
    flatpaks: nothing,
    containers: nothing,
    ...given,
  };
};
