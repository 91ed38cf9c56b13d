// The fleet: its images through the store's own path, the other hosts as their copies, and then the drift as the hosts
// themselves would report it.

import { statSync } from 'node:fs';
import { receiveInventory } from '@slipway/controller/app';
import type { Store } from '@slipway/controller/ports';
import { asHostId } from '@slipway/core/ids';
import { type InstalledPackage, type Inventory, inventoryDigest, packageDeltaOf } from '@slipway/core/inventory';
import type { InventoryMessage } from '@slipway/protocol/agent';
import { sha256 } from '@slipway/testkit/builders';
import { IMAGES, type ImageFleet } from '@slipway/testkit/generators';
import { aHostRecord } from '@slipway/testkit/store-rows';
import { cloneHosts } from './clone-hosts.ts';
import type { FleetMeasures } from './measures.ts';
import { hostIdAt } from './size.ts';
import type { World } from './world.ts';

const FACING = ['internal', 'public', 'isolated'];

export interface FleetPlace {
  readonly path: string;
  readonly fleet: ImageFleet;
  /** Opens the store anew each time: while hosts are copied nobody else may have it open. */
  readonly open: () => Promise<Store>;
  readonly worldOn: (store: Store) => World;
}

export async function makeFleet({ path, fleet, open, worldOn }: FleetPlace): Promise<FleetMeasures> {
  const began = performance.now();
  const first = worldOn(await open());
  for (let image = 0; image < IMAGES; image += 1) await addImage(first, fleet.images[image], image);
  await first.store.close();
  cloneHosts(path, fleet.imageOf, IMAGES);
  const world = worldOn(await open());
  await world.settle();
  for (const place of fleet.drifted) {
    const message = changeOf(imageAt(fleet, place), fleet.driftOf(place), hostIdAt(place));
    const outcome = await receiveInventory(world.app, asHostId(hostIdAt(place)), message);
    if (!outcome.ok || outcome.value.stored !== 'yes') throw new Error(`host ${place} did not drift`);
  }
  await world.settle();
  const distinctVersions = await countVersions(world.store);
  await world.store.close();
  return {
    distinctVersions,
    packageRows: fleet.imageOf.length * (fleet.images[0]?.packages.length ?? 0),
    driftedHosts: fleet.drifted.length,
    databaseBytes: statSync(path).size,
    seconds: (performance.now() - began) / 1000,
  };
}

const addImage = async (world: World, inventory: Inventory | undefined, image: number): Promise<void> => {
  if (inventory === undefined) throw new Error(`there is no image ${image}`);
  const hostId = hostIdAt(image);
  const labels = { environment: 'prod', facing: FACING[image % FACING.length] ?? 'internal' };
  await world.store.write(async ({ fleet }) => {
    await fleet.addHost(aHostRecord({ hostId, labels, enrolledAt: world.now() }));
    const digest = inventoryDigest(inventory, sha256);
    await fleet.putInventory(asHostId(hostId), { digest, receivedAt: world.now(), inventory });
  });
};

export const imageAt = (fleet: ImageFleet, place: number): Inventory => {
  const image = fleet.images[fleet.imageOf[place] ?? 0];
  if (image === undefined) throw new Error(`host ${place} has no image`);
  return image;
};

/** What the host's agent sends when these of its image's packages have become others. */
export function changeOf(image: Inventory, drift: readonly InstalledPackage[], hostname: string): InventoryMessage {
  const packages = changedPackages(image, drift);
  const inventory: Inventory = { ...image, system: { ...image.system, hostname }, packages };
  const { packages: _, ...rest } = inventory;
  const base = inventoryDigest(image, sha256);
  const delta = packageDeltaOf(image.packages, packages);
  return { protocol: 1, form: 'delta', base, digest: inventoryDigest(inventory, sha256), rest, ...delta };
}

export function changedPackages(image: Inventory, drift: readonly InstalledPackage[]): readonly InstalledPackage[] {
  const changed = new Map(drift.map((found) => [found.name, found]));
  return image.packages.map((found) => changed.get(found.name) ?? found);
}

const countVersions = async (store: Store): Promise<number> => {
  let versions = 0;
  let after: string | null = null;
  do {
    const page: { readonly items: readonly unknown[]; readonly next: string | null } = await store.read(
      async ({ fleet }) => await fleet.packageVersions(null, { after, limit: 1000 }),
    );
    versions += page.items.length;
    after = page.next;
  } while (after !== null);
  return versions;
};
