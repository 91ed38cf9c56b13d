// From wanted versions to files: the vendor's signed indexes name them, the content store keeps them, and one package
// index per platform is written from the vendor's own stanzas.

import type { Inventory, Repository } from '@slipway/core/inventory';
import {
  type PackageFile,
  type PatchSetWish,
  type Platform,
  type PlatformIndex,
  platformKey,
  platformOf,
  type ResolvedTarget,
  type VersionOnPlatform,
  versionOnPlatformKey,
} from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { VendorEntry, VendorIndex } from '../../ports/index.ts';
import type { App } from '../context.ts';

export interface ResolvedWish {
  readonly targets: ReadonlyMap<string, ResolvedTarget>;
  readonly replaced: ReadonlyMap<string, PackageFile>;
  readonly indexes: readonly PlatformIndex[];
}

export const resolveWish = async (
  app: App,
  wish: PatchSetWish,
  inventories: readonly Inventory[],
): Promise<Outcome<ResolvedWish>> => {
  const targets = new Map<string, ResolvedTarget>();
  const replaced = new Map<string, PackageFile>();
  const indexes: PlatformIndex[] = [];
  for (const platform of platformsOf(wish)) {
    const opened = await openIndexes(app, platform, inventories);
    const entries: VendorEntry[] = [];
    for (const wanted of wish.targets.filter((target) => platformKey(target.platform) === platformKey(platform))) {
      const entry = findEntry(opened.indexes, wanted);
      if (entry === null) return unavailable(wanted, opened.failures);
      const kept = await keepFile(app, entry);
      if (!kept.ok) return kept;
      entries.push(entry);
      const { file, sourceName, sourceVersion } = entry;
      targets.set(versionOnPlatformKey(wanted), { file, sourceName, sourceVersion, advisories: [] });
    }
    for (const before of wish.replaced.filter((version) => platformKey(version.platform) === platformKey(platform))) {
      const entry = findEntry(opened.indexes, before);
      // No source has it any more, or its file is gone: then there is no way back to it, and the plan says so.
      if (entry === null || !(await keepFile(app, entry)).ok) continue;
      entries.push(entry);
      replaced.set(versionOnPlatformKey(before), entry.file);
    }
    const index = await keepIndex(app, platform, entries);
    if (!index.ok) return index;
    indexes.push(index.value);
  }
  return ok({ targets, replaced, indexes });
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

const findEntry = (indexes: readonly VendorIndex[], wanted: VersionOnPlatform): VendorEntry | null => {
  for (const index of indexes) {
    const found = index
      .find(wanted.name)
      .find(({ version, architecture }) => version === wanted.version && architecture === wanted.architecture);
    if (found !== undefined) return found;
  }
  return null;
};

const unavailable = ({ name, version }: VersionOnPlatform, failures: readonly string[]): Outcome<never> => {
  const detail =
    failures.length === 0 ? "no signed index of its hosts' repositories lists it" : `not read: ${failures.join('; ')}`;
  return refuse('file-unavailable', { package: name, version, detail });
};

const keepFile = async (app: App, entry: VendorEntry): Promise<Outcome<void>> => {
  if (await app.ports.content.has(entry.file.sha256)) return ok(undefined);
  return await app.ports.content.put(entry.file, app.ports.archives.deb.fetch(entry));
};

const keepIndex = async (
  app: App,
  platform: Platform,
  entries: readonly VendorEntry[],
): Promise<Outcome<PlatformIndex>> => {
  const kept = await app.ports.content.putBytes(app.ports.archives.deb.writeIndex(entries));
  return kept.ok ? ok({ platform, digest: kept.value.sha256, sizeBytes: kept.value.sizeBytes }) : kept;
};
