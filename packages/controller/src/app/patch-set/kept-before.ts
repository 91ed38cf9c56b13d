// Versions that no archive has any more, out of earlier patch sets: their files are in the package store, and the vendor's
// own stanzas in the indexes that hosts were shown. Archives list little more than what is newest, so that without this the
// second update of a package would have no way back.

import type { Digest } from '@slipway/core/ids';
import type { PackageOrigin } from '@slipway/core/inventory';
import {
  isNamed,
  originKey,
  originsOfIndex,
  type PackageFile,
  type PatchSet,
  platformKey,
  type VersionOnPlatform,
  versionOnPlatformKey,
} from '@slipway/core/patch-set';
import type { IndexEntry, NamedEntry, Page, StoredPatchSet, VendorArchive } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** A version as one origin published it. */
export interface KeptEntry extends VersionOnPlatform, IndexEntry {
  readonly origin: PackageOrigin;
}

/** A year of weekly cuts. */
const PATCH_SETS_MAX = 52;
/** Each may hold thousands of targets. */
const PAGE_LIMIT = 4;

/** By `versionOnPlatformKey`: of the newest patch set that has the version with its file, every origin. */
export const keptBefore = async (
  app: App,
  archive: VendorArchive,
  gone: readonly VersionOnPlatform[],
): Promise<ReadonlyMap<string, readonly KeptEntry[]>> => {
  const found = new Map<string, readonly KeptEntry[]>();
  const missing = new Set(gone.map(versionOnPlatformKey));
  let after: string | null = null;
  for (let looked = 0; missing.size > 0 && looked < PATCH_SETS_MAX; looked += PAGE_LIMIT) {
    const request = { after, limit: PAGE_LIMIT };
    const page: Page<StoredPatchSet> = await app.ports.store.read(
      async ({ patchSets }) => await patchSets.patchSets(request),
    );
    for (const { patchSet } of page.items) {
      for (const entry of await entriesOf(app, patchSet, { archive, wanted: missing })) {
        const key = versionOnPlatformKey(entry);
        found.set(key, [...(found.get(key) ?? []), entry]);
      }
      for (const key of found.keys()) missing.delete(key);
    }
    if (page.next === null) break;
    after = page.next;
  }
  return found;
};

type WithFile = VersionOnPlatform & { readonly origin: PackageOrigin; readonly file: PackageFile };

const entriesOf = async (
  app: App,
  patchSet: PatchSet,
  { archive, wanted }: { readonly archive: VendorArchive; readonly wanted: ReadonlySet<string> },
): Promise<readonly KeptEntry[]> => {
  const { content } = app.ports;
  const entries: KeptEntry[] = [];
  const read = new Map<Digest, readonly NamedEntry[]>();
  for (const one of withFiles(patchSet)) {
    if (!wanted.has(versionOnPlatformKey(one)) || !(await content.has(one.file.sha256))) continue;
    for (const index of patchSet.indexes) {
      const isIts = platformKey(index.platform) === platformKey(one.platform);
      if (!isIts || !originsOfIndex(patchSet, index).has(originKey(one.origin))) continue;
      const listed = read.get(index.digest) ?? archive.readIndex(await bytesOf(app, index.digest));
      read.set(index.digest, listed);
      // By the file's own hash: two origins may have two files of one version.
      const found = listed.find(({ name, file }) => name === one.name && file.sha256 === one.file.sha256);
      if (found === undefined) continue;
      const { platform, name, architecture, version, origin, file } = one;
      entries.push({ platform, name, architecture, version, origin, file, stanza: found.stanza });
      break;
    }
  }
  return entries;
};

/** A version that is a target and replaced by another one is the same file; both need not be told. */
const withFiles = ({ targets, replaced }: PatchSet): readonly WithFile[] => {
  const kept = replaced.flatMap(({ file, origin, ...version }) =>
    file === null || origin === undefined ? [] : [{ ...version, file, origin }],
  );
  const byKey = new Map<string, WithFile>();
  for (const one of [...targets, ...kept]) {
    const key = `${versionOnPlatformKey(one)} ${originKey(one.origin)}`;
    if (isNamed(one.origin) && !byKey.has(key)) byKey.set(key, one);
  }
  return [...byKey.values()];
};

/** Gone from the store: then there is nothing to read in it. */
const bytesOf = async ({ ports: { content } }: App, digest: Digest): Promise<Uint8Array> => {
  if (!(await content.has(digest))) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.read(digest)) chunks.push(chunk);
  return Buffer.concat(chunks);
};
