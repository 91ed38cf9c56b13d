// The repositories that hosts of a platform look in, opened and verified, and what they say of updates.

import type { Inventory, PackageOrigin, PendingUpdate, Repository, SystemFacts } from '@slipway/core/inventory';
import {
  originatedKey,
  originKey,
  type PackageRelations,
  type PatchSetWish,
  type Platform,
  platformKey,
  platformOf,
  type RelationsOf,
  type StreamsOf,
  type VersionOnPlatform,
} from '@slipway/core/patch-set';
import type { Reason } from '@slipway/core/reasons';
import type { VendorArchive, VendorEntry, VendorIndex } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** The repositories of the hosts of a wish, opened and verified, by platform. */
export type OpenedArchives = ReadonlyMap<string, OpenedIndexes>;

export const openArchives = async (
  app: App,
  wish: PatchSetWish,
  inventories: readonly Inventory[],
): Promise<OpenedArchives> => {
  const archives = new Map<string, OpenedIndexes>();
  for (const platform of platformsOf(wish)) {
    archives.set(platformKey(platform), await openIndexes(app, platform, inventories));
  }
  return archives;
};

/** What an update needs of others, in its publisher's own words. Most hosts of a fleet ask about the same few. */
export const relationsIn = (archives: OpenedArchives): RelationsOf => {
  const known = new Map<string, PackageRelations | null>();
  return (platform, update) => {
    const key = `${updateKey(platform, update)} ${update.from}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const opened = archives.get(platformKey(platform));
    const entry = opened === undefined ? undefined : entryOfUpdate(opened, platform, update);
    const relations =
      opened === undefined || entry === undefined
        ? null
        : opened.archive.relationsOf(entry, { indexes: opened.indexes, from: replacedIn(opened, platform, update) });
    known.set(key, relations);
    return relations;
  };
};

/** Of modules that list an update's version. */
export const streamsIn = (archives: OpenedArchives): StreamsOf => {
  const known = new Map<string, readonly string[]>();
  return (platform, update) => {
    const key = updateKey(platform, update);
    const opened = archives.get(platformKey(platform));
    const found = known.get(key) ?? (opened && entryOfUpdate(opened, platform, update)?.streams) ?? [];
    known.set(key, found);
    return found;
  };
};

const updateKey = (platform: Platform, { name, architecture, to: version, origin }: PendingUpdate): string =>
  originatedKey({ platform, name, architecture, version, origin });

const entryOfUpdate = (
  { indexes }: OpenedIndexes,
  platform: Platform,
  update: PendingUpdate,
): VendorEntry | undefined => {
  const { name, architecture, to: version, origin } = update;
  return findEntries(indexes, { platform, name, architecture, version }).find((one) => isSame(one.origin, origin));
};

const replacedIn = ({ indexes }: OpenedIndexes, platform: Platform, update: PendingUpdate): VendorEntry | null => {
  const { name, architecture, from: version } = update;
  return version === null ? null : (findEntries(indexes, { platform, name, architecture, version })[0] ?? null);
};

export const platformsOf = (wish: PatchSetWish): readonly Platform[] => [
  ...new Map(wish.targets.map(({ platform }) => [platformKey(platform), platform])).values(),
];

export const openedFor = (
  archives: OpenedArchives,
  { platform }: Pick<VersionOnPlatform, 'platform'>,
): OpenedIndexes => {
  const opened = archives.get(platformKey(platform));
  if (opened === undefined) throw new Error(`no archives were opened for ${platformKey(platform)}`);
  return opened;
};

export interface OpenedIndexes {
  readonly archive: VendorArchive;
  readonly indexes: readonly VendorIndex[];
  readonly failures: readonly UnreadRepository[];
}

export interface UnreadRepository {
  readonly repository: Repository;
  readonly reason: Reason;
}

/** Every repository that any host of the platform uses. One that fails is remembered: it says why a target is missing. */
const openIndexes = async (app: App, platform: Platform, inventories: readonly Inventory[]): Promise<OpenedIndexes> => {
  const archive = app.ports.archives[formatOf(platform, inventories)];
  const indexes: VendorIndex[] = [];
  const failures: UnreadRepository[] = [];
  for (const [key, repository] of repositoriesOf(platform, inventories)) {
    const notBefore = await app.ports.store.read(async ({ patchSets }) => await patchSets.newestIndex(key));
    const opened = await archive.openIndex({ repository, platform, notBefore });
    if (!opened.ok) {
      failures.push({ repository, reason: opened.reason });
      app.ports.log.warn('repository not read', {
        uri: repository.uri,
        suite: repository.suite,
        reason: opened.reason,
      });
      continue;
    }
    await app.ports.store.write(async ({ patchSets }) => await patchSets.noteIndex(key, opened.value.signedAt));
    indexes.push(opened.value);
  }
  return { archive, indexes, failures };
};

/** A distribution has packages of one format. */
const formatOf = (platform: Platform, inventories: readonly Inventory[]): SystemFacts['packageFormat'] =>
  inventories.find((inventory) => platformKey(platformOf(inventory)) === platformKey(platform))?.system.packageFormat ??
  'deb';

/** Those first that most hosts have: what one host alone brings along is asked last. */
const repositoriesOf = (platform: Platform, inventories: readonly Inventory[]): ReadonlyMap<string, Repository> => {
  const repositories = new Map<string, { readonly repository: Repository; readonly hosts: number }>();
  for (const inventory of inventories) {
    if (platformKey(platformOf(inventory)) !== platformKey(platform)) continue;
    for (const repository of inventory.repositories) {
      const { uri, suite, components } = repository;
      const address = `${uri} ${suite} ${components.join(',')} ${platformKey(platform)}`;
      // A Release file says whose it is. Of an rpm repository hosts say part of it, and none may say it for the others.
      const isTold = inventory.system.packageFormat === 'rpm';
      const key = isTold ? `${address} ${originKey(repository)}` : address;
      repositories.set(key, { repository, hosts: (repositories.get(key)?.hosts ?? 0) + 1 });
    }
  }
  const sorted = [...repositories].toSorted(([, a], [, b]) => b.hosts - a.hosts);
  return new Map(sorted.map(([key, { repository }]) => [key, repository]));
};

/** Every index's own, each with the origin that its signed Release file names: whoever lists a version, lists it for its own. */
export const findEntries = (indexes: readonly VendorIndex[], wanted: VersionOnPlatform): readonly VendorEntry[] =>
  indexes.flatMap((index) =>
    index
      .find(wanted.name)
      .filter(({ version, architecture }) => version === wanted.version && architecture === wanted.architecture)
      .slice(0, 1)
      .map((entry) => ({ ...entry, origin: index.origin })),
  );

export const isSame = (a: PackageOrigin, b: PackageOrigin): boolean => originKey(a) === originKey(b);
