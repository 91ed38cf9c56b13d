// From wanted versions to files: the vendor's signed indexes name them, the content store keeps them, and package indexes
// are written from the vendor's own stanzas, none of them with anything that its hosts' own repositories do not publish.

import { field, parseParagraph, parseRelations } from '@slipway/core/deb822';
import type { Inventory, PackageOrigin, Repository } from '@slipway/core/inventory';
import {
  type IndexWish,
  isNamed,
  type KeptVersion,
  narrowedWishes,
  type OriginIndex,
  originatedKey,
  originKey,
  originText,
  type PackageRelations,
  type PatchSetWish,
  type Platform,
  platformKey,
  platformOf,
  type RelationsOf,
  type ResolvedTarget,
  type VersionOnPlatform,
  versionOnPlatformKey,
  type WantedTarget,
} from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { IndexEntry, VendorEntry, VendorIndex } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { keptBefore } from './kept-before.ts';

export interface ResolvedWish {
  /** By `originatedKey`. */
  readonly targets: ReadonlyMap<string, ResolvedTarget>;
  /** By `versionOnPlatformKey`: every origin that still has it. */
  readonly replaced: ReadonlyMap<string, readonly KeptVersion[]>;
  readonly indexes: readonly OriginIndex[];
}

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
  return (platform, { name, architecture, to: version, origin }) => {
    const key = originatedKey({ platform, name, architecture, version, origin });
    const found = known.get(key);
    if (found !== undefined) return found;
    const { indexes = [] } = archives.get(platformKey(platform)) ?? {};
    const entry = findEntries(indexes, { platform, name, architecture, version }).find((one) =>
      isSame(one.origin, origin),
    );
    const relations = entry === undefined ? null : relationsOf(entry.stanza);
    known.set(key, relations);
    return relations;
  };
};

const relationsOf = (stanza: string): PackageRelations => {
  const fields = parseParagraph(stanza);
  const of = (...names: readonly string[]) => names.flatMap((name) => parseRelations(field(fields, name) ?? ''));
  return { needs: of('Pre-Depends', 'Depends'), excludes: of('Breaks', 'Conflicts').flat() };
};

export const resolveWish = async (
  app: App,
  wish: PatchSetWish,
  archives: OpenedArchives,
): Promise<Outcome<ResolvedWish>> => {
  const targets = new Map<string, ResolvedTarget>();
  const replaced = new Map<string, readonly KeptVersion[]>();
  const indexes: OriginIndex[] = [];
  for (const platform of platformsOf(wish)) {
    const isHere = (one: { readonly platform: Platform }) => platformKey(one.platform) === platformKey(platform);
    const opened = archives.get(platformKey(platform)) ?? { indexes: [], failures: [] };
    const entries: ListedEntry[] = [];
    for (const wanted of wish.targets.filter(isHere)) {
      const entry = findEntries(opened.indexes, wanted).find(({ origin }) => isSame(origin, wanted.origin));
      if (entry === undefined) return unavailable(wanted, opened.failures);
      const kept = await keepFile(app, entry);
      if (!kept.ok) return kept;
      entries.push(entry);
      const { file, sourceName, sourceVersion } = entry;
      targets.set(originatedKey(wanted), { file, sourceName, sourceVersion, advisories: [] });
    }
    for (const [before, kept] of await keepAllReplaced(app, wish.replaced.filter(isHere), opened)) {
      entries.push(...kept);
      const versions = kept.map(({ file, origin }) => ({ file, origin }));
      if (versions.length > 0) replaced.set(versionOnPlatformKey(before), versions);
    }
    const found = entries.map(({ origin }) => ({ platform, origin }));
    for (const wished of narrowedWishes(wish.indexes.filter(isHere), found)) {
      const index = await keepIndex(app, wished, entries);
      if (!index.ok) return index;
      indexes.push(index.value);
    }
  }
  return ok({ targets, replaced, indexes });
};

/** What the planner and an index need of a version, whether an archive or an earlier patch set has it. */
type ListedEntry = IndexEntry & Pick<VendorEntry, 'name' | 'architecture' | 'version' | 'origin'>;

/** In the order given. Of versions that neither an archive nor the package store has there is none: no way back to these. */
const keepAllReplaced = async (
  app: App,
  replaced: readonly VersionOnPlatform[],
  { indexes }: OpenedIndexes,
): Promise<readonly (readonly [VersionOnPlatform, readonly ListedEntry[]])[]> => {
  const listed: (readonly [VersionOnPlatform, readonly ListedEntry[]])[] = [];
  for (const before of replaced) listed.push([before, await keepReplaced(app, findEntries(indexes, before))]);
  const gone = listed.flatMap(([before, kept]) => (kept.length === 0 ? [before] : []));
  const earlier = await keptBefore(app, gone);
  return listed.map(([before, kept]) => [before, earlier.get(versionOnPlatformKey(before)) ?? kept]);
};

/** Those whose file is gone are not among them. */
const keepReplaced = async (app: App, entries: readonly VendorEntry[]): Promise<readonly VendorEntry[]> => {
  const kept = new Map<string, VendorEntry>();
  for (const entry of entries) {
    const key = originKey(entry.origin);
    if (!kept.has(key) && isNamed(entry.origin) && (await keepFile(app, entry)).ok) kept.set(key, entry);
  }
  return [...kept.values()];
};

const platformsOf = (wish: PatchSetWish): readonly Platform[] => [
  ...new Map(wish.targets.map(({ platform }) => [platformKey(platform), platform])).values(),
];

interface OpenedIndexes {
  readonly indexes: readonly VendorIndex[];
  readonly failures: readonly string[];
}

/** Every repository that any host of the platform uses. One that fails is remembered; it matters only if a target is missing. */
const openIndexes = async (app: App, platform: Platform, inventories: readonly Inventory[]): Promise<OpenedIndexes> => {
  const indexes: VendorIndex[] = [];
  const failures: string[] = [];
  for (const [key, repository] of repositoriesOf(platform, inventories)) {
    const notBefore = await app.ports.store.read(async ({ patchSets }) => await patchSets.newestIndex(key));
    const opened = await app.ports.archives.deb.openIndex({ repository, platform, notBefore });
    if (!opened.ok) {
      failures.push(`${repository.uri} ${repository.suite}: ${opened.reason.code}`);
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
  return { indexes, failures };
};

const repositoriesOf = (platform: Platform, inventories: readonly Inventory[]): ReadonlyMap<string, Repository> => {
  const repositories = new Map<string, Repository>();
  for (const inventory of inventories) {
    if (platformKey(platformOf(inventory)) !== platformKey(platform)) continue;
    for (const repository of inventory.repositories) {
      repositories.set(
        `${repository.uri} ${repository.suite} ${repository.components.join(',')} ${platformKey(platform)}`,
        repository,
      );
    }
  }
  return repositories;
};

/** Every index's own, each with the origin that its signed Release file names: whoever lists a version, lists it for its own. */
const findEntries = (indexes: readonly VendorIndex[], wanted: VersionOnPlatform): readonly VendorEntry[] =>
  indexes.flatMap((index) =>
    index
      .find(wanted.name)
      .filter(({ version, architecture }) => version === wanted.version && architecture === wanted.architecture)
      .slice(0, 1)
      .map((entry) => ({ ...entry, origin: index.origin })),
  );

const isSame = (a: PackageOrigin, b: PackageOrigin): boolean => originKey(a) === originKey(b);

const unavailable = ({ name, version, origin }: WantedTarget, failures: readonly string[]): Outcome<never> => {
  const detail =
    failures.length === 0
      ? `no signed index of ${originText(origin)} among its hosts' repositories lists it`
      : `not read: ${failures.join('; ')}`;
  return refuse('file-unavailable', { package: name, version, detail });
};

const keepFile = async (app: App, entry: VendorEntry): Promise<Outcome<void>> => {
  if (await app.ports.content.has(entry.file.sha256)) return ok(undefined);
  return await app.ports.content.put(entry.file, app.ports.archives.deb.fetch(entry));
};

const keepIndex = async (
  app: App,
  { platform, origins }: IndexWish,
  entries: readonly ListedEntry[],
): Promise<Outcome<OriginIndex>> => {
  const own = new Map<string, ListedEntry>();
  for (const entry of entries) {
    if (!origins.some((origin) => isSame(origin, entry.origin))) continue;
    // Targets come before replaced versions, and both in the patch set's order: one version, one stanza, the planner's own.
    const key = versionOnPlatformKey({ ...entry, platform });
    if (!own.has(key)) own.set(key, entry);
  }
  const kept = await app.ports.content.putBytes(app.ports.archives.deb.writeIndex([...own.values()]));
  return kept.ok ? ok({ platform, origins, digest: kept.value.sha256, sizeBytes: kept.value.sizeBytes }) : kept;
};
