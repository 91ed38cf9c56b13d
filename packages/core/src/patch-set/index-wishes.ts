// Which package indexes a patch set needs: one for each set of origins that hosts of a platform have configured, out of
// those that its targets come from. A fleet of one kind needs one; each kind of host with a repository more needs another.

import type { Inventory, PackageOrigin } from '../inventory/index.ts';
import { platformKey, platformOf, type VersionOnPlatform } from './keys.ts';
import { compareOrigins, originKey, originsOf } from './origins.ts';
import type { Platform } from './types.ts';

export interface IndexWish {
  readonly platform: Platform;
  /** Sorted; never empty. */
  readonly origins: readonly PackageOrigin[];
}

type Originated = Pick<VersionOnPlatform, 'platform'> & { readonly origin: PackageOrigin };

export function indexWishes(targets: readonly Originated[], fleet: readonly Inventory[]): readonly IndexWish[] {
  const byPlatform = Map.groupBy(targets, ({ platform }) => platformKey(platform));
  const origins = new Map([...byPlatform].map(([key, list]) => [key, distinct(list)]));
  const wishes = new Map<string, IndexWish>();
  for (const inventory of fleet) {
    const platform = platformOf(inventory);
    const own = originsOf(inventory);
    const common = (origins.get(platformKey(platform)) ?? []).filter((origin) => own.has(originKey(origin)));
    if (common.length > 0)
      wishes.set(`${platformKey(platform)} ${common.map(originKey).join()}`, { platform, origins: common });
  }
  return [...wishes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, wish]) => wish);
}

const distinct = (list: readonly Originated[]): readonly PackageOrigin[] =>
  [...new Map(list.map(({ origin }) => [originKey(origin), origin])).values()].sort(compareOrigins);
