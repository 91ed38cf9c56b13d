// The port itself: open one repository's index, fetch a file, write the index that hosts read.

import { createHash } from 'node:crypto';
import { field, type Paragraph, parseParagraph } from '@slipway/core/deb822';
import { decodeUtf8, encodeUtf8 } from '@slipway/core/document';
import { asDigest, type Digest } from '@slipway/core/ids';
import type { Platform } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { type Instant, instantOfMs } from '@slipway/core/time';
import type { Clock, VendorArchive, VendorIndex } from '../../ports/index.ts';
import { conffilesInDeb } from './deb-conffiles.ts';
import { download, isFetched, openStream } from './download.ts';
import { entryOf, indexStanza, namedEntryOf, relationsIn, stanzasOf } from './packages-index.ts';
import { listedFiles, type ReleaseFile } from './release.ts';
import { verifyClearsigned } from './signature.ts';
import { unpack } from './unpack.ts';

export interface AptArchiveOptions {
  /** Paths of binary OpenPGP keyrings; a repository counts only when a key of one of them signed it. */
  readonly keyrings: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
}

/** Debian's InRelease is 150 kB; a repository with every architecture and component stays below this. */
const RELEASE_BYTES_MAX = 8 * 1024 * 1024;
/** Debian main's Packages.gz is 12 MB. */
const PACKED_INDEX_BYTES_MAX = 64 * 1024 * 1024;
const UNPACKED_INDEX_BYTES_MAX = 512 * 1024 * 1024;

export const aptVendorArchive = (options: AptArchiveOptions): VendorArchive => ({
  openIndex: async (wanted) => await openIndex(options, wanted),
  fetch: async (entry) => ok({ chunks: openStream(entry.uri, entry.file.sizeBytes), close: async () => undefined }),
  // The signed index names every file by its hash: there is nothing that a file would have to prove itself.
  prove: async () => ok(undefined),
  conffilesIn: async (chunks) => {
    try {
      return { files: await conffilesInDeb(chunks()) };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  },
  relationsOf: ({ stanza }) => relationsIn(stanza),
  writeIndex: (entries) => encodeUtf8(entries.map(indexStanza).toSorted().join('\n')),
  readIndex: (bytes) => [...stanzasOf(decodeUtf8(bytes) ?? '')].flatMap(({ stanza }) => namedEntryOf(stanza) ?? []),
});

type Wanted = Parameters<VendorArchive['openIndex']>[0];

const openIndex = async (options: AptArchiveOptions, wanted: Wanted): Promise<Outcome<VendorIndex>> => {
  const { repository, platform, notBefore } = wanted;
  if (!isFetched(repository.uri)) return refuse('scheme-refused', { uri: repository.uri });
  const base = `${repository.uri.replace(/\/$/, '')}/dists/${repository.suite}`;
  const uri = `${base}/InRelease`;
  const signed = await download(uri, RELEASE_BYTES_MAX);
  if (!signed.ok) return signed;
  const verified = await verifyClearsigned({ uri, bytes: signed.value, keyrings: options.keyrings });
  if (!verified.ok) return verified;
  const release = parseParagraph(verified.value);
  const dated = judgeDates({
    uri,
    date: field(release, 'Date'),
    validUntil: field(release, 'Valid-Until'),
    notBefore,
    now: options.clock.now(),
  });
  if (!dated.ok) return dated;
  const origin = {
    origin: field(release, 'Origin') ?? '',
    label: field(release, 'Label') ?? '',
    codename: field(release, 'Codename') ?? '',
  };
  const found = new Map<string, string[]>();
  for (const component of repository.components) {
    const text = await packagesIndex(base, release, component, platform);
    if (!text.ok) return text;
    for (const { name, stanza } of stanzasOf(text.value)) found.set(name, [...(found.get(name) ?? []), stanza]);
  }
  return ok({
    repository,
    signedAt: dated.value,
    signedIndexDigest: sha256(signed.value),
    origin,
    find: (name) => (found.get(name) ?? []).flatMap((stanza) => entryOf({ stanza, uri: repository.uri, origin }) ?? []),
  });
};

/** The replayed and the expired index are both refused: an attacker who cannot sign can still serve yesterday. */
const judgeDates = (release: {
  readonly uri: string;
  readonly date: string | null;
  readonly validUntil: string | null;
  readonly notBefore: Instant | null;
  readonly now: Instant;
}): Outcome<Instant> => {
  const { uri, date, validUntil, notBefore, now } = release;
  const dateMs = Date.parse(date ?? '');
  if (Number.isNaN(dateMs)) return refuse('feed-failed', { source: uri, detail: 'it has no Date' });
  const signedAt = instantOfMs(dateMs);
  if (notBefore !== null && signedAt < notBefore)
    return refuse('index-older', { uri, found: signedAt, stored: notBefore });
  if (validUntil === null) return ok(signedAt);
  const untilMs = Date.parse(validUntil);
  if (Number.isNaN(untilMs)) return refuse('feed-failed', { source: uri, detail: 'its Valid-Until cannot be read' });
  const until = instantOfMs(untilMs);
  return until < now ? refuse('index-expired', { uri, until }) : ok(signedAt);
};

/** Packings in the order of preference: gzip needs no other program. A mirror may carry only some of those that are listed. */
const PACKINGS = ['.gz', '.xz', ''] as const;

/** Listed and not to be had in any packing is a failure, never an empty index. */
const packagesIndex = async (
  base: string,
  release: Paragraph,
  component: string,
  platform: Platform,
): Promise<Outcome<string>> => {
  const files = listedFiles(release);
  const path = `${component}/binary-${platform.architecture}/Packages`;
  let last: Outcome<string> = refuse('feed-failed', {
    source: `${base}/${path}`,
    detail: 'not listed in its Release file',
  });
  for (const packing of PACKINGS) {
    const listed = files.get(`${path}${packing}`);
    if (listed === undefined) continue;
    last = await oneIndex(base, release, listed);
    if (last.ok) return last;
  }
  return last;
};

const oneIndex = async (base: string, release: Paragraph, listed: ReleaseFile): Promise<Outcome<string>> => {
  const packed = await downloadIndex(base, release, listed);
  if (!packed.ok) return packed;
  const uri = `${base}/${listed.path}`;
  if (packed.value.byteLength !== listed.sizeBytes || sha256(packed.value) !== listed.sha256) {
    return refuse('feed-failed', { source: uri, detail: 'its hash is not the one that its Release file states' });
  }
  return await unpack({ uri, bytes: packed.value, path: listed.path, bytesMax: UNPACKED_INDEX_BYTES_MAX });
};

/**
 * By hash where the archive offers it: then an update of the archive in between cannot mix two states. Some mirrors lack
 * the by-hash name of a file that they have, so the plain name is tried next, as apt does; the hash decides either way.
 */
const downloadIndex = async (base: string, release: Paragraph, listed: ReleaseFile): Promise<Outcome<Uint8Array>> => {
  if (field(release, 'Acquire-By-Hash') === 'yes') {
    const folder = listed.path.slice(0, listed.path.lastIndexOf('/'));
    const hex = listed.sha256.slice('sha256:'.length);
    const byHash = await download(`${base}/${folder}/by-hash/SHA256/${hex}`, PACKED_INDEX_BYTES_MAX);
    if (byHash.ok) return byHash;
  }
  return await download(`${base}/${listed.path}`, PACKED_INDEX_BYTES_MAX);
};

const sha256 = (bytes: Uint8Array): Digest => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
