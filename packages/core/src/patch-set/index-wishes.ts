// Which package indexes a patch set needs: one for each set of origins that hosts of a platform have configured, out of
// those that anything in it comes from: its targets, and the versions that these replace, which mostly come from another
// (an update from the security archive replaces a version of the main one). A fleet of one kind needs one; each kind of
// host with a repository more needs another.

import type { Inventory, PackageOrigin } from '../inventory/index.ts';
import { platformKey, platformOf, type VersionOnPlatform } from './keys.ts';
import { compareOrigins, isNamed, originKey } from './origins.ts';
import type { Platform } from './types.ts';

export interface IndexWish {
  readonly platform: Platform;
  /** Sorted; never empty. */
  readonly origins: readonly PackageOrigin[];
}

type Originated = Pick<VersionOnPlatform, 'platform'> & { readonly origin: PackageOrigin };

/** With every origin that its hosts have: which of them still have the replaced versions, nobody knows before looking. */
export function indexWishes(targets: readonly Originated[], fleet: readonly Inventory[]): readonly IndexWish[] {
  const origins = originsByPlatform(targets);
  const wishes: IndexWish[] = [];
  for (const inventory of fleet) {
    const platform = platformOf(inventory);
    const own = inventory.repositories.filter(isNamed).map(namedOrigin);
    const ofTargets = origins.get(platformKey(platform));
    if (own.some((origin) => ofTargets?.has(originKey(origin)))) wishes.push({ platform, origins: own });
  }
  return distinctWishes(wishes);
}

/** What is left of the wishes once it is known what comes from where. */
export function narrowedWishes(wishes: readonly IndexWish[], found: readonly Originated[]): readonly IndexWish[] {
  const known = originsByPlatform(found);
  return distinctWishes(
    wishes.map(({ platform, origins }) => ({
      platform,
      origins: origins.filter((origin) => known.get(platformKey(platform))?.has(originKey(origin))),
    })),
  );
}

const originsByPlatform = (list: readonly Originated[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const byPlatform = Map.groupBy(list, ({ platform }) => platformKey(platform));
  return new Map([...byPlatform].map(([key, ofIt]) => [key, new Set(ofIt.map(({ origin }) => originKey(origin)))]));
};

/** Each set of origins once, sorted; a set of none is no wish. */
function distinctWishes(wishes: readonly IndexWish[]): readonly IndexWish[] {
  const known = new Map<string, IndexWish>();
  for (const { platform, origins } of wishes) {
    const sorted = distinct(origins);
    if (sorted.length === 0) continue;
    known.set(`${platformKey(platform)} ${sorted.map(originKey).join()}`, { platform, origins: sorted });
  }
  return [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, wish]) => wish);
}

/** A repository has more to it than its origin. */
const namedOrigin = ({ origin, label, codename }: PackageOrigin): PackageOrigin => ({ origin, label, codename });

const distinct = (origins: readonly PackageOrigin[]): readonly PackageOrigin[] =>
  [...new Map(origins.map((origin) => [originKey(origin), origin])).values()].sort(compareOrigins);
