// Distinct package versions, who carries them, and what changed when.

import type { HostId } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import type { Instant } from '@slipway/core/time';
import {
  type CarriedVersion,
  type HostClass,
  type HostRecord,
  type LabelFilter,
  mapPage,
  type PackageId,
  packagesWithOrigins,
  pageOf,
  readCursor,
  type StoredInventory,
  type StoreVerdicts,
  type Versioned,
  type VersionFields,
} from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { KnowledgeTables, Tables, Transaction, VersionRow } from './transaction.ts';
import { markUpdatesOf } from './uncounted.ts';

interface Carried {
  readonly packageId: PackageId;
  readonly package: InstalledPackage;
}

export const replacePackages = ({ hosts, knowledge }: Tables, hostId: HostId, stored: StoredInventory): void => {
  const before = knowledge.carried.get(hostId);
  const after = packagesWithOrigins(stored.inventory).map(
    (found): Carried => ({ packageId: versionIdOf(knowledge, stored, found), package: copyOf(found.package) }),
  );
  knowledge.carried.set(hostId, after);
  const counted = hosts.get(hostId)?.value.retiredAt === null;
  const note = (list: readonly Carried[], than: readonly Carried[], change: 'added' | 'removed'): void => {
    const same = new Set(than.map(({ packageId }) => packageId));
    for (const one of list.filter(({ packageId }) => !same.has(packageId))) {
      if (counted) count(knowledge, one.packageId, change === 'added' ? 1 : -1);
      if (before !== undefined) knowledge.changes.append(hostId, { at: stored.receivedAt, change, ...one });
    }
  };
  note(before ?? [], after, 'removed');
  note(after, before ?? [], 'added');
  if (before === undefined) knowledge.firstInventories.set(hostId, stored.receivedAt);
};

/** For a host that is no longer, or again, counted. */
export const countHosts = (knowledge: KnowledgeTables, hostId: HostId, by: 1 | -1): void => {
  for (const { packageId } of knowledge.carried.get(hostId) ?? []) count(knowledge, packageId, by);
};

const count = (knowledge: KnowledgeTables, packageId: PackageId, by: 1 | -1): void => {
  const { versions } = knowledge;
  const row = versions.get(String(packageId)) as VersionRow;
  const hosts = row.hosts + by;
  const isEdge = row.hosts === 0 || hosts === 0;
  versions.set(String(packageId), copyOf({ ...row, hosts, pending: isEdge ? 'new' : row.pending }));
  markUpdatesOf(knowledge, [packageId]);
};

const versionIdOf = (
  { versions, versionIds }: KnowledgeTables,
  { inventory: { system } }: StoredInventory,
  { package: found, origin }: ReturnType<typeof packagesWithOrigins>[number],
): PackageId => {
  const { state: _s, automatic: _a, held: _h, ...fields } = found;
  const { distribution, release, packageFormat: format } = system;
  const version = copyOf({ platform: { distribution, release }, format, origin, package: fields as VersionFields });
  const key = JSON.stringify(version);
  const known = versionIds.get(key);
  if (known !== undefined) return known;
  const packageId = versions.size + 1;
  versionIds.add(key, packageId);
  versions.add(String(packageId), copyOf({ packageId, ...version, hosts: 0, pending: 'new' }));
  return packageId;
};

type Carriers = Pick<
  StoreVerdicts,
  | 'versionsOf'
  | 'platforms'
  | 'versions'
  | 'packagesOn'
  | 'carriers'
  | 'carrierHosts'
  | 'countCarrierHosts'
  | 'carrierClasses'
  | 'kernelClasses'
>;

export const carriersOn = (transaction: Transaction): Carriers => ({
  async versionsOf(name, asOf) {
    const rows = transaction.reading.knowledge.versions.values();
    return rows.filter((row) => row.package.name === name && (asOf !== null || row.hosts > 0)).map(carriedVersion);
  },
  async platforms() {
    const found = new Map<string, { readonly platform: VersionRow['platform']; readonly hosts: number }>();
    for (const { platform, hosts } of transaction.reading.knowledge.versions.values()) {
      const key = JSON.stringify([platform.distribution, platform.release]);
      const known = found.get(key)?.hosts ?? 0;
      if (hosts > 0) found.set(key, { platform, hosts: Math.max(known, hosts) });
    }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  },
  async versions(packageIds) {
    const { versions } = transaction.reading.knowledge;
    return [...new Set(packageIds)].flatMap((id) => versions.get(String(id)) ?? []).map(carriedVersion);
  },
  async packagesOn(hostId, asOf) {
    return carriedOn(transaction.reading.knowledge, hostId, asOf);
  },
  async carriers(packageIds, request, asOf) {
    const [afterId, afterHost] = readCursor(request, 'number', 'number') ?? [0, 0];
    const wanted = new Set(packageIds);
    const rows = countedHosts(transaction.reading, asOf)
      .flatMap(({ hostId, sequence }) =>
        carriedOn(transaction.reading.knowledge, hostId, asOf).map((carried) => ({ hostId, sequence, ...carried })),
      )
      .filter(({ packageId }) => wanted.has(packageId))
      .filter((row) => row.packageId > afterId || (row.packageId === afterId && row.sequence > afterHost))
      .sort((a, b) => a.packageId - b.packageId || a.sequence - b.sequence);
    const page = pageOf(rows, request, (row) => [row.packageId, row.sequence]);
    return mapPage(page, ({ hostId, packageId, package: found }) => ({ hostId, packageId, package: found }));
  },
  async carrierHosts(packageIds, request, asOf, labels) {
    const after = readCursor(request, 'number')?.[0] ?? 0;
    const rows = carryingHosts(transaction.reading, packageIds, { asOf, labels }).filter(
      ({ sequence }) => sequence > after,
    );
    return mapPage(
      pageOf(rows, request, ({ sequence }) => [sequence]),
      ({ hostId }) => hostId,
    );
  },
  async countCarrierHosts(packageIds, asOf, labels) {
    return carryingHosts(transaction.reading, packageIds, { asOf, labels }).length;
  },
  async carrierClasses(packageIds, asOf, labels) {
    const carrying = carryingHosts(transaction.reading, packageIds, { asOf, labels });
    return classesOf(
      transaction.reading,
      carrying.map(({ hostId }) => ({ hostId, more: {} })),
    );
  },
  async kernelClasses(packageIds, labels, apart = []) {
    const { hosts, inventories, knowledge } = transaction.reading;
    const wanted = new Set(packageIds);
    const carrying = carryingHosts(transaction.reading, packageIds, { asOf: null, labels });
    return classesOf(
      transaction.reading,
      carrying.map(({ hostId }) => {
        const { kernel, virtualisation } = (inventories.get(hostId) as StoredInventory).inventory.system;
        const its = carriedOn(knowledge, hostId, null).flatMap(({ packageId }) =>
          wanted.has(packageId) ? packageId : [],
        );
        const own = (hosts.get(hostId) as Versioned<HostRecord>).value.labels;
        const values = apart.map((label) => own[label] ?? null);
        return { hostId, more: { packageIds: its.sort((a, b) => a - b), kernel, virtualisation, apart: values } };
      }),
    );
  },
});

/** `more`: what tells classes apart beside the labels. */
const classesOf = <More extends object>(
  { hosts, knowledge }: Tables,
  carrying: readonly { readonly hostId: HostId; readonly more: More }[],
): readonly (HostClass & More)[] => {
  const classes = new Map<string, HostClass & More>();
  for (const { hostId, more } of carrying) {
    const { labels, enrolledAt } = (hosts.get(hostId) as Versioned<HostRecord>).value;
    const facingChangedAt = knowledge.starts.get(JSON.stringify(['facing-changed', hostId])) ?? null;
    const its = {
      environment: labels['environment'] ?? null,
      owner: labels['owner'] ?? null,
      facing: labels['facing'] ?? null,
      humanImpact: labels['human-impact'] ?? null,
    };
    const parts = [...Object.values(its).map((label) => label ?? ''), facingChangedAt === null ? 0 : 1, more];
    const key = JSON.stringify(parts);
    const known = classes.get(key) ?? { ...its, hosts: 0, enrolledAt, facingChangedAt, ...more };
    classes.set(key, {
      ...known,
      hosts: known.hosts + 1,
      enrolledAt: earlier(known.enrolledAt, enrolledAt),
      facingChangedAt:
        facingChangedAt === null ? null : earlier(known.facingChangedAt ?? facingChangedAt, facingChangedAt),
    });
  }
  return [...classes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
};

const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);

export const carriedVersion = ({
  packageId,
  platform,
  format,
  origin,
  package: its,
  hosts,
}: VersionRow): CarriedVersion => ({
  packageId,
  platform,
  format,
  origin,
  package: its,
  hosts,
});

const countedHosts = ({ hosts }: Tables, asOf: Instant | null) =>
  hosts
    .byArrival()
    .filter(({ value: { value } }) => value.retiredAt === null || (asOf !== null && value.retiredAt > asOf))
    .map(({ sequence, value: { value } }) => ({ sequence, hostId: value.hostId }));

const carryingHosts = (
  tables: Tables,
  packageIds: readonly PackageId[],
  { asOf, labels = {} }: { readonly asOf: Instant | null; readonly labels: LabelFilter | undefined },
) => {
  const wanted = new Set(packageIds);
  return countedHosts(tables, asOf).filter(({ hostId }) => {
    const its = tables.hosts.get(hostId)?.value.labels ?? {};
    return (
      Object.entries(labels).every(([key, value]) => its[key] === value) &&
      carriedOn(tables.knowledge, hostId, asOf).some(({ packageId }) => wanted.has(packageId))
    );
  });
};

/** Today's packages with what came later undone, the latest first. */
const carriedOn = (knowledge: KnowledgeTables, hostId: HostId, asOf: Instant | null): readonly Carried[] => {
  const now = knowledge.carried.get(hostId) ?? [];
  if (asOf === null) return now;
  const first = knowledge.firstInventories.get(hostId);
  if (first === undefined || first > asOf) return [];
  const then = new Map(now.map((carried) => [carried.packageId, carried]));
  for (const { at, change, packageId, package: found } of knowledge.changes.of(hostId).toReversed()) {
    if (at <= asOf) continue;
    if (change === 'added') then.delete(packageId);
    else then.set(packageId, { packageId, package: found });
  }
  return [...then.values()];
};
