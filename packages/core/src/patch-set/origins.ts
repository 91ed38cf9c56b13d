// Who publishes what a host may take. A signature says that somebody whom the installation trusts made an index, and
// nothing about which hosts it is meant for: that a host says itself, by the repositories that it has configured.

import type { Inventory, PackageOrigin } from '../inventory/index.ts';
import { compareTexts, platformKey, platformOf, type VersionOnPlatform, versionOnPlatformKey } from './keys.ts';
import type { OriginIndex, PatchSet } from './types.ts';

/** Equal keys, equal origins. */
export const originKey = ({ origin, label, codename }: PackageOrigin): string =>
  JSON.stringify([origin, label, codename]);

/** The key of a version by one publisher: two may carry the same version and mean two files. */
export const originatedKey = (of: VersionOnPlatform & { readonly origin: PackageOrigin }): string =>
  `${versionOnPlatformKey(of)} ${originKey(of.origin)}`;

/** One that names nothing is nobody's: every repository that was never read would match it. */
export const isNamed = ({ origin, label, codename }: PackageOrigin): boolean => `${origin}${label}${codename}` !== '';

/** For people: what the Release file calls it. */
export const originText = ({ origin, label, codename }: PackageOrigin): string =>
  [...new Set([origin, label, codename])].filter((part) => part !== '').join(' / ');

/** Keys of the origins that the host has configured. */
export const originsOf = ({ repositories }: Inventory): Set<string> =>
  new Set(repositories.filter(isNamed).map(originKey));

export const compareOrigins = (a: PackageOrigin, b: PackageOrigin): number =>
  compareTexts(a.origin, b.origin) || compareTexts(a.label, b.label) || compareTexts(a.codename, b.codename);

/**
 * The index that this host may read: of those that carry nothing but what its own repositories publish, the one with the
 * most origins. `null`: there is none, and no target is for this host.
 */
export const indexFor = (patchSet: PatchSet, inventory: Inventory): OriginIndex | null =>
  indexChooser(patchSet)(inventory);

/** {@link indexFor} for many hosts: what an index carries is worked out once. */
export function indexChooser(patchSet: PatchSet): (inventory: Inventory) => OriginIndex | null {
  const byPlatform = Map.groupBy(
    patchSet.indexes.map((index) => ({ index, origins: originsOfIndex(patchSet, index) })),
    ({ index }) => platformKey(index.platform),
  );
  return (inventory) => {
    const own = originsOf(inventory);
    const fitting = (byPlatform.get(platformKey(platformOf(inventory))) ?? []).filter(({ origins }) =>
      [...origins].every((origin) => own.has(origin)),
    );
    const most = Math.max(...fitting.map(({ origins }) => origins.size));
    return fitting.find(({ origins }) => origins.size === most)?.index ?? null;
  };
}

/** An index that does not say (cut by an earlier version) carries every target of its platform. */
export function originsOfIndex(patchSet: PatchSet, { platform, origins }: OriginIndex): Set<string> {
  const key = platformKey(platform);
  const said = origins ?? patchSet.targets.flatMap((one) => (platformKey(one.platform) === key ? [one.origin] : []));
  return new Set(said.map(originKey));
}
