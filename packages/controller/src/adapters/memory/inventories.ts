import { type InstalledPackage, packageVersionKey, sortedPackages } from '@slipway/core/inventory';
import { pageOf, readCursor, type StoreFleet } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { Transaction } from './transaction.ts';

type Inventories = Pick<
  StoreFleet,
  'putInventory' | 'inventory' | 'inventoryDigest' | 'hostsWithPackage' | 'packageVersions'
>;

/** Both ways by looking at every inventory: a simulated fleet asks rarely, and a second index could be wrong. */
export const inventoriesOn = (transaction: Transaction): Inventories => ({
  async putInventory(hostId, stored) {
    const { hosts, inventories } = transaction.changing;
    if (hosts.get(hostId) === undefined) throw new Error(`there is no host ${hostId}`);
    const packages = sortedPackages(stored.inventory.packages);
    if (new Set(packages.map(packageVersionKey)).size < packages.length) {
      throw new Error(`a package version stands twice in the inventory of ${hostId}`);
    }
    inventories.set(hostId, copyOf({ ...stored, inventory: { ...stored.inventory, packages } }));
  },
  async inventory(hostId) {
    return transaction.reading.inventories.get(hostId) ?? null;
  },
  async inventoryDigest(hostId) {
    const stored = transaction.reading.inventories.get(hostId);
    return stored === undefined ? null : { digest: stored.digest, receivedAt: stored.receivedAt };
  },
  async hostsWithPackage(name, request) {
    const after = readCursor(request, 'text', 'text', 'text');
    const carried = installed(transaction).filter((one) => one.package.name === name);
    const rows = carried.filter((row) => after === null || isAfter(hostKey(row), after)).sort(byKey(hostKey));
    return pageOf(rows, request, hostKey);
  },
  async packageVersions(name, request) {
    const after = readCursor(request, 'text', 'text', 'text');
    const counts = new Map<string, VersionCount>();
    for (const { package: found } of installed(transaction)) {
      if (name !== null && found.name !== name) continue;
      const key = packageVersionKey(found);
      const { architecture, version } = found;
      counts.set(key, { name: found.name, architecture, version, hosts: (counts.get(key)?.hosts ?? 0) + 1 });
    }
    const rows = [...counts.values()].filter((row) => after === null || isAfter(versionKey(row), after));
    return pageOf(rows.sort(byKey(versionKey)), request, versionKey);
  },
});

type Carried = Awaited<ReturnType<StoreFleet['hostsWithPackage']>>['items'][number];
type VersionCount = Awaited<ReturnType<StoreFleet['packageVersions']>>['items'][number];
type Key = readonly [string, string, string];

const installed = (transaction: Transaction): readonly Carried[] => {
  const { hosts, inventories } = transaction.reading;
  return hosts.byKey().flatMap(({ value: { hostId } }) =>
    (inventories.get(hostId)?.inventory.packages ?? []).map((found: InstalledPackage) => ({
      hostId,
      package: found,
    })),
  );
};

const hostKey = ({ hostId, package: { architecture, version } }: Carried): Key => [hostId, architecture, version];
const versionKey = ({ name, architecture, version }: VersionCount): Key => [name, architecture, version];

const compareKeys = (a: Key, b: Key): number => {
  const at = a.findIndex((part, index) => part !== b[index]);
  if (at < 0) return 0;
  return (a[at] as string) < (b[at] as string) ? -1 : 1;
};
const isAfter = (key: Key, after: Key): boolean => compareKeys(key, after) > 0;
const byKey =
  <T>(keyOf: (row: T) => Key) =>
  (a: T, b: T): number =>
    compareKeys(keyOf(a), keyOf(b));
