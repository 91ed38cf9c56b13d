// What others would do with the same inventories and the same feed, and whether they find the same.

import type { ImageFleet } from '@slipway/testkit/generators';
import { runDebsecan } from './debsecan.ts';
import { feedOf } from './feed-files.ts';
import { foundByUs } from './found-by-us.ts';
import { runJoin } from './join.ts';
import type { AlternativeMeasures } from './measures.ts';
import type { World } from './world.ts';

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
