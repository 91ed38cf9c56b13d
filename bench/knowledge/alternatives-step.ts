// What others would do with the same inventories and the same feed, and whether they find the same.

import { asHostId } from '@slipway/core/ids';
import type { ImageFleet } from '@slipway/testkit/generators';
import { runDebsecan } from './debsecan.ts';
import { feedOf } from './feed-files.ts';
import { runJoin } from './join.ts';
import type { AlternativeMeasures } from './measures.ts';
import { hostIdAt } from './size.ts';
import type { World } from './world.ts';

/** Affected packages of the host at a place, each as `package vulnerability`. */
export type FoundOn = (place: number) => Promise<readonly string[]>;

/** `null`: debsecan is not installed. */
export async function measureAlternatives(
  world: World,
  fleet: ImageFleet,
  folder: string,
): Promise<AlternativeMeasures | null> {
  const advisories = feedOf(fleet);
  const foundOn = foundByUs(world);
  const debsecan = await runDebsecan(fleet, foundOn, { folder, advisories });
  return debsecan === null ? null : { ...debsecan, ...(await runJoin(fleet, foundOn, advisories)) };
}

/** Each distinct version is asked about once. */
function foundByUs({ store }: World): FoundOn {
  const byPackage = new Map<number, readonly string[]>();
  return async (place) =>
    await store.read(async ({ knowledge }) => {
      const carried = await knowledge.packagesOn(asHostId(hostIdAt(place)), null);
      const fresh = carried.filter(({ packageId }) => !byPackage.has(packageId));
      const ids = fresh.map(({ packageId }) => packageId);
      const verdicts = await knowledge.verdictsOf(ids, null);
      const affected = Map.groupBy(
        verdicts.filter(({ verdict }) => verdict.verdict === 'affected'),
        ({ packageId }) => packageId,
      );
      for (const { packageId, package: its } of fresh) {
        const told = affected.get(packageId) ?? [];
        byPackage.set(
          packageId,
          told.map(({ verdict }) => `${its.name} ${verdict.vulnerability}`),
        );
      }
      return carried.flatMap(({ packageId }) => byPackage.get(packageId) ?? []);
    });
}
