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
export const originsOf = ({ repositories }: Inventory): ReadonlySet<string> =>
  new Set(repositories.filter(isNamed).map(originKey));

export const compareOrigins = (a: PackageOrigin, b: PackageOrigin): number =>
  compareTexts(a.origin, b.origin) || compareTexts(a.label, b.label) || compareTexts(a.codename, b.codename);

/**
 * The index that this host may read: of those that carry nothing but what its own repositories publish, the one with the
 * most origins. `null`: there is none, and no target is for this host.
 */
export function indexFor(patchSet: PatchSet, inventory: Inventory): OriginIndex | null {
  const key = platformKey(platformOf(inventory));
  const own = originsOf(inventory);
  let best: { readonly index: OriginIndex; readonly size: number } | null = null;
  for (const index of patchSet.indexes) {
    if (platformKey(index.platform) !== key) continue;
    const origins = originsOfIndex(patchSet, index);
    if (![...origins].every((origin) => own.has(origin))) continue;
    if (best === null || origins.size > best.size) best = { index, size: origins.size };
  }
  return best?.index ?? null;
}

/** An index that does not say (cut by an earlier version) carries every target of its platform. */
export function originsOfIndex(patchSet: PatchSet, { platform, origins }: OriginIndex): ReadonlySet<string> {
  const key = platformKey(platform);
  const said = origins ?? patchSet.targets.flatMap((one) => (platformKey(one.platform) === key ? [one.origin] : []));
  return new Set(said.map(originKey));
}
