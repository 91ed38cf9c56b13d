// What our verdicts say of a host, in the words in which others are asked.

import { asHostId } from '@slipway/core/ids';
import { hostIdAt } from './size.ts';
import type { World } from './world.ts';

/** Affected packages of the host at a place, each as `package vulnerability`. */
export type FoundOn = (place: number) => Promise<readonly string[]>;

/** Each distinct version is asked about once. */
export function foundByUs({ store }: World): FoundOn {
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
