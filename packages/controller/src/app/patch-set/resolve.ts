// From wanted versions to files: the vendor's signed indexes name them, the content store keeps them, and package indexes
// are written from the vendor's own stanzas, none of them with anything that its hosts' own repositories do not publish.

import {
  type IndexWish,
  isNamed,
  type KeptVersion,
  narrowedWishes,
  type OriginIndex,
  originatedKey,
  originKey,
  type PatchSetWish,
  type Platform,
  platformKey,
  type ResolvedTarget,
  type VersionOnPlatform,
  versionOnPlatformKey,
} from '@slipway/core/patch-set';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { IndexEntry, VendorArchive, VendorEntry } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { findEntries, isSame, type OpenedArchives, type OpenedIndexes, openedFor, platformsOf } from './archives.ts';
import { keepTheFile } from './keep-file.ts';
import { keptBefore } from './kept-before.ts';
import type { KeptTargets } from './targets.ts';

export interface ResolvedWish {
  /** By `originatedKey`. */
  readonly targets: ReadonlyMap<string, ResolvedTarget>;
  /** By `versionOnPlatformKey`: every origin that still has it. */
  readonly replaced: ReadonlyMap<string, readonly KeptVersion[]>;
  readonly indexes: readonly OriginIndex[];
}

/** Each target's file is kept, see {@link keepTargets}. */
export const resolveWish = async (
  app: App,
  wish: PatchSetWish,
  archives: OpenedArchives,
  kept: KeptTargets,
): Promise<Outcome<ResolvedWish>> => {
  const targets = new Map<string, ResolvedTarget>();
  const replaced = new Map<string, readonly KeptVersion[]>();
  const indexes: OriginIndex[] = [];
  for (const platform of platformsOf(wish)) {
    const isHere = (one: { readonly platform: Platform }) => platformKey(one.platform) === platformKey(platform);
    const opened = openedFor(archives, { platform });
    const { archive } = opened;
    const entries: ListedEntry[] = [];
    for (const wanted of wish.targets.filter(isHere)) {
      const found = kept.get(originatedKey(wanted));
      if (found?.ok !== true) throw new Error(`${wanted.name} ${wanted.version} is resolved without its file`);
      entries.push(found.value);
      const { file, sourceName, sourceVersion, advisories = [] } = found.value;
      const conffiles = await conffilesOf(app, archive, found.value);
      targets.set(originatedKey(wanted), { file, sourceName, sourceVersion, advisories, ...conffiles });
    }
    for (const [before, files] of await keepAllReplaced(app, wish.replaced.filter(isHere), opened)) {
      entries.push(...files);
      const versions = files.map(({ file, origin }) => ({ file, origin }));
      if (versions.length > 0) replaced.set(versionOnPlatformKey(before), versions);
    }
    const found = entries.map(({ origin }) => ({ platform, origin }));
    for (const wished of narrowedWishes(wish.indexes.filter(isHere), found)) {
      const index = await keepIndex(app, archive, wished, entries);
      if (!index.ok) return index;
      indexes.push(index.value);
    }
  }
  return ok({ targets, replaced, indexes });
};

/** Read from the kept file. Without them hosts name every file that they changed, as of packages that were not looked into. */
const conffilesOf = async (
  { ports: { content, log } }: App,
  archive: VendorArchive,
  { name, version, file }: VendorEntry,
): Promise<Pick<ResolvedTarget, 'conffiles'>> => {
  const found = await archive.conffilesIn(() => content.read(file.sha256));
  if ('files' in found) return { conffiles: found.files };
  log.warn('configuration files of a package not read', { package: name, version, detail: found.problem });
  return {};
};

/** What the planner and an index need of a version, whether an archive or an earlier patch set has it. */
type ListedEntry = IndexEntry & Pick<VendorEntry, 'name' | 'architecture' | 'version' | 'origin'>;

/** In the order given. Of versions that neither an archive nor the package store has there is none: no way back to these. */
const keepAllReplaced = async (
  app: App,
  replaced: readonly VersionOnPlatform[],
  { archive, indexes }: OpenedIndexes,
): Promise<readonly (readonly [VersionOnPlatform, readonly ListedEntry[]])[]> => {
  const listed: (readonly [VersionOnPlatform, readonly ListedEntry[]])[] = [];
  for (const before of replaced) listed.push([before, await keepReplaced(app, archive, findEntries(indexes, before))]);
  const gone = listed.flatMap(([before, kept]) => (kept.length === 0 ? [before] : []));
  const earlier = await keptBefore(app, archive, gone);
  return listed.map(([before, kept]) => [before, earlier.get(versionOnPlatformKey(before)) ?? kept]);
};

/** Those whose file is gone, or does not prove itself, are not among them; nor those of which nobody knows which file it is. */
const keepReplaced = async (
  app: App,
  archive: VendorArchive,
  entries: readonly VendorEntry[],
): Promise<readonly VendorEntry[]> => {
  const listed: VendorEntry[] = [];
  for (const ofOrigin of Map.groupBy(
    entries.filter(({ origin }) => isNamed(origin)),
    ({ origin }) => originKey(origin),
  ).values()) {
    const kept = await keepTheFile(app, archive, ofOrigin);
    if (kept.ok) listed.push(kept.value);
  }
  return listed;
};

const keepIndex = async (
  app: App,
  archive: VendorArchive,
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
  const kept = await app.ports.content.putBytes(archive.writeIndex([...own.values()]));
  return kept.ok ? ok({ platform, origins, digest: kept.value.sha256, sizeBytes: kept.value.sizeBytes }) : kept;
};
