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
  originText,
  type PatchSetWish,
  type Platform,
  platformKey,
  type ResolvedTarget,
  type VersionOnPlatform,
  versionOnPlatformKey,
  type WantedTarget,
} from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { IndexEntry, VendorArchive, VendorEntry } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { findEntries, isSame, type OpenedArchives, type OpenedIndexes, platformsOf } from './archives.ts';
import { keptBefore } from './kept-before.ts';

export interface ResolvedWish {
  /** By `originatedKey`. */
  readonly targets: ReadonlyMap<string, ResolvedTarget>;
  /** By `versionOnPlatformKey`: every origin that still has it. */
  readonly replaced: ReadonlyMap<string, readonly KeptVersion[]>;
  readonly indexes: readonly OriginIndex[];
}

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
    const opened = archives.get(platformKey(platform));
    if (opened === undefined) throw new Error(`no archives were opened for ${platformKey(platform)}`);
    const { archive } = opened;
    const entries: ListedEntry[] = [];
    for (const wanted of wish.targets.filter(isHere)) {
      const found = theEntry(opened, wanted);
      if (!found.ok) return found;
      const entry = found.value;
      const kept = await keepFile(app, archive, entry);
      if (!kept.ok) return kept;
      entries.push(entry);
      const { file, sourceName, sourceVersion, advisories = [] } = entry;
      targets.set(originatedKey(wanted), { file, sourceName, sourceVersion, advisories });
    }
    for (const [before, kept] of await keepAllReplaced(app, wish.replaced.filter(isHere), opened)) {
      entries.push(...kept);
      const versions = kept.map(({ file, origin }) => ({ file, origin }));
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
  const kept = new Map<string, VendorEntry>();
  for (const [key, ofOrigin] of Map.groupBy(entries, ({ origin }) => originKey(origin))) {
    if (filesOf(ofOrigin).length > 1) continue;
    for (const entry of ofOrigin) {
      if (!kept.has(key) && isNamed(entry.origin) && (await keepFile(app, archive, entry)).ok) kept.set(key, entry);
    }
  }
  return [...kept.values()];
};

/** The one file that the target's publisher has of its version, wherever hosts look for it. */
const theEntry = ({ indexes, failures }: OpenedIndexes, wanted: WantedTarget): Outcome<VendorEntry> => {
  const entries = findEntries(indexes, wanted).filter(({ origin }) => isSame(origin, wanted.origin));
  const [entry] = entries;
  if (entry === undefined) return unavailable(wanted, failures);
  const [first = '', second] = filesOf(entries);
  if (second === undefined) return ok(entry);
  const { name, version, origin } = wanted;
  return refuse('package-ambiguous', { package: name, version, origin: originText(origin), first, second });
};

const filesOf = (entries: readonly VendorEntry[]): readonly string[] => [
  ...new Set(entries.map(({ file }) => file.sha256)),
];

const unavailable = ({ name, version, origin }: WantedTarget, failures: readonly string[]): Outcome<never> => {
  const detail =
    failures.length === 0
      ? `no signed index of ${originText(origin)} among its hosts' repositories lists it`
      : `not read: ${failures.join('; ')}`;
  return refuse('file-unavailable', { package: name, version, detail });
};

const keepFile = async (app: App, archive: VendorArchive, entry: VendorEntry): Promise<Outcome<void>> => {
  const { content } = app.ports;
  const { sha256 } = entry.file;
  if (await content.has(sha256)) return await archive.prove(entry, () => content.read(sha256));
  const fetched = await archive.fetch(entry);
  if (!fetched.ok) return fetched;
  try {
    return await content.put(entry.file, fetched.value.chunks);
  } finally {
    await fetched.value.close();
  }
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
