import { canonicalise } from '@slipway/core/document';
import { type Inventory, packageVersionKey, sortedPackages } from '@slipway/core/inventory';
import { pageOf, readCursor, type StoreFleet } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import { replacePackages } from './package-versions.ts';
import { lookSoon } from './reports.ts';
import type { Transaction } from './transaction.ts';
import { markUpdatesOn } from './uncounted.ts';

type Inventories = Pick<
  StoreFleet,
  'putInventory' | 'inventory' | 'carriers' | 'brokenDatabases' | 'inventoryDigest' | 'packageVersions' | 'packageNames'
>;

export const inventoriesOn = (transaction: Transaction): Inventories => ({
  async putInventory(hostId, stored) {
    const { hosts, inventories } = transaction.changing;
    if (hosts.get(hostId) === undefined) throw new Error(`there is no host ${hostId}`);
    const packages = sortedPackages(stored.inventory.packages);
    if (new Set(packages.map(packageVersionKey)).size < packages.length) {
      throw new Error(`a package version stands twice in the inventory of ${hostId}`);
    }
    const copy = copyOf({ ...stored, inventory: { ...stored.inventory, packages } });
    const before = inventories.get(hostId)?.inventory.system.kernel;
    if (before !== undefined && canonicalise(before) !== canonicalise(copy.inventory.system.kernel)) {
      markUpdatesOn(transaction.changing.knowledge, hostId);
    }
    inventories.set(hostId, copy);
    lookSoon(transaction.changing, hostId);
    replacePackages(transaction.changing, hostId, copy);
  },
  async inventory(hostId) {
    return transaction.reading.inventories.get(hostId) ?? null;
  },
  async carriers() {
    const { hosts, inventories } = transaction.reading;
    // Asked with every look at a rollout, and most often nobody carries anybody.
    if (!inventories.values().some(({ inventory }) => guestsIn(inventory).length > 0)) return [];
    return hosts.byKey().flatMap(({ value: { hostId, retiredAt } }) => {
      const stored = inventories.get(hostId);
      const guests = stored === undefined || retiredAt !== null ? [] : guestsIn(stored.inventory);
      return guests.length > 0 ? [{ hostId, guests }] : [];
    });
  },
  async brokenDatabases() {
    const { hosts, inventories } = transaction.reading;
    return hosts.byKey().flatMap(({ value: { hostId, hostname, labels, retiredAt } }) => {
      const stored = retiredAt === null ? inventories.get(hostId) : undefined;
      return stored === undefined || stored.inventory.packageDatabase.state === 'whole'
        ? []
        : [{ hostId, hostname, labels, receivedAt: stored.receivedAt }];
    });
  },
  async inventoryDigest(hostId) {
    const stored = transaction.reading.inventories.get(hostId);
    return stored === undefined ? null : { digest: stored.digest, receivedAt: stored.receivedAt };
  },
  async packageVersions(name, request) {
    const after = readCursor(request, 'text', 'text', 'text');
    const counts = new Map<string, VersionCount>();
    for (const row of transaction.reading.knowledge.versions.values()) {
      const { name: its, architecture, version } = row.package;
      if (row.hosts === 0 || (name !== null && its !== name)) continue;
      const key = packageVersionKey(row.package);
      counts.set(key, { name: its, architecture, version, hosts: (counts.get(key)?.hosts ?? 0) + row.hosts });
    }
    const rows = [...counts.values()].filter((row) => after === null || isAfter(versionKey(row), after));
    return pageOf(rows.sort(byKey(versionKey)), request, versionKey);
  },
  async packageNames({ text, publisher }, request) {
    const after = readCursor(request, 'text')?.[0] ?? null;
    const carried = transaction.reading.knowledge.versions.values().filter(({ hosts }) => hosts > 0);
    const rows = [...Map.groupBy(carried, ({ package: { name } }) => name)]
      .filter(([name]) => after === null || name > after)
      .filter(([name]) => text === undefined || name.toLowerCase().includes(text.toLowerCase()))
      .filter(([, its]) => publisher === undefined || its.some(({ origin }) => origin === publisher))
      .map(([name, its]) => ({ name, installations: its.reduce((sum, { hosts }) => sum + hosts, 0) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return pageOf(rows, request, ({ name }) => [name]);
  },
});

const guestsIn = ({ guests }: Inventory) => (guests?.kind === 'known' ? guests.guests : []);

type VersionCount = Awaited<ReturnType<StoreFleet['packageVersions']>>['items'][number];
type Key = readonly [string, string, string];

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
