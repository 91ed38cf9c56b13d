// The port itself: open one repository, fetch a package, write the index that hosts read.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import type { PackageOrigin, Repository } from '@slipway/core/inventory';
import { explain, type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import { addMs, type Instant } from '@slipway/core/time';
import { type ListedPackage, openRpmRepository, type RpmRepository } from '@slipway/feeds/rpm-metadata';
import type { Clock, VendorArchive, VendorEntry, VendorIndex } from '../../ports/index.ts';
import { conffilesOf } from './conffiles.ts';
import { canBePlaced, fileOf, readFrozenIndex, stanzaOf, writeFrozenIndex } from './frozen-index.ts';
import { binaryKeyring, type PublicKey, readKeys } from './keys.ts';
import { fetchPackage, provePackage } from './package-files.ts';
import { relationsAmong } from './relations.ts';
import { rpmHeaderIn } from './rpm-header.ts';

export interface DnfArchiveOptions {
  /** Paths of OpenPGP keys, binary or armoured; a repository counts only when a key of one of them vouches for it. */
  readonly keyrings: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
  /** Where files lie while they are looked into; a repository takes some hundred megabytes, a package what it has. */
  readonly workFolder?: string;
  /** PEM certificates of authorities to trust instead of the usual ones. */
  readonly authorities?: readonly string[];
}

/** Vendors stamp in their own zone. A date ahead of every other would make all that comes later look replayed. */
const AHEAD_MS_MAX = 24 * 60 * 60_000;

export const dnfVendorArchive = (options: DnfArchiveOptions): VendorArchive => {
  const { keyrings, authorities = null, workFolder = tmpdir() } = options;
  const files = { workFolder, authorities, keys: async () => await readKeys(keyrings) };
  /** What an index of ours was read from; nobody else can make one. */
  const repositories = new WeakMap<VendorIndex, RpmRepository>();
  return {
    openIndex: async (wanted) => {
      const opened = await openIndex(options, await files.keys(), wanted);
      if (!opened.ok) return opened;
      repositories.set(opened.value.index, opened.value.repository);
      return ok(opened.value.index);
    },
    fetch: async (entry) => await fetchPackage(files, entry),
    prove: async (entry, chunks) => await provePackage(files, entry, chunks),
    conffilesIn: async (chunks) => {
      const header = await rpmHeaderIn(chunks());
      const found = header === null ? null : conffilesOf(header);
      return found === null ? { problem: 'it has no header that can be read' } : { files: found };
    },
    relationsOf: (entry, { indexes, from }) => {
      const own = indexes.flatMap((index) => repositories.get(index) ?? []);
      return relationsAmong(entry, own, from);
    },
    writeIndex: writeFrozenIndex,
    readIndex: readFrozenIndex,
  };
};

type Wanted = Parameters<VendorArchive['openIndex']>[0];

const openIndex = async (
  options: DnfArchiveOptions,
  keys: readonly PublicKey[],
  { repository, notBefore }: Wanted,
): Promise<Outcome<{ readonly index: VendorIndex; readonly repository: RpmRepository }>> => {
  const uri = repository.uri.replace(/\/+$/, '');
  if (!isFetched(uri)) return refuse('scheme-refused', { uri: repository.uri });
  const read = await readRepository(options, keys, uri);
  if (!read.ok) return { ok: false, reason: asIndexReason(uri, read.reason) };
  const { datedAt, sha256 } = read.value;
  const dated = judgeDate(uri, datedAt, { notBefore, now: options.clock.now() });
  if (!dated.ok) return dated;
  const publisher = publisherOf(read.value, { uri, repository, keys });
  if (!publisher.ok) return publisher;
  const origin: PackageOrigin = { origin: publisher.value, label: repository.label, codename: repository.codename };
  const proof = read.value.signedBy === null ? 'file' : 'index';
  const find = (name: string): readonly VendorEntry[] =>
    read.value.find(name).flatMap((listed) => entryOf(listed, { uri, origin, proof }) ?? []);
  const signedIndexDigest = asDigest(`sha256:${sha256}`);
  const index: VendorIndex = { repository, signedAt: datedAt, signedIndexDigest, origin, find };
  return ok({ index, repository: read.value });
};

/** Hosts name where they look: nothing of this machine itself is opened for one. */
const isFetched = (uri: string): boolean => ['http:', 'https:'].includes(URL.parse(uri)?.protocol ?? '');

const readRepository = async (
  { workFolder = tmpdir(), authorities }: DnfArchiveOptions,
  keys: readonly PublicKey[],
  uri: string,
): Promise<Outcome<RpmRepository>> => {
  const folder = await mkdtemp(join(workFolder, 'slipway-keys-'));
  try {
    const keyring = join(folder, 'trusted.gpg');
    await writeFile(keyring, binaryKeyring(keys));
    return await openRpmRepository({ uri, keyring, workFolder, ...(authorities === undefined ? {} : { authorities }) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const asIndexReason = (uri: string, why: Reason): Reason =>
  why.code === 'feed-unsigned'
    ? reason('index-unsigned', {
        uri: `${uri}/repodata/repomd.xml`,
        detail: String(why.facts['detail'] ?? explain(why)),
      })
    : why;

const judgeDate = (
  uri: string,
  found: Instant,
  { notBefore, now }: { readonly notBefore: Instant | null; readonly now: Instant },
): Outcome<void> => {
  if (notBefore !== null && found < notBefore) return refuse('index-older', { uri, found, stored: notBefore });
  return found > addMs(now, AHEAD_MS_MAX) ? refuse('feed-from-future', { feed: uri, found, now }) : ok(undefined);
};

/**
 * Who signed the index; and where nobody did, whom the host names, if a key of that name is trusted: each of its packages
 * must then be signed by one.
 */
const publisherOf = (
  { signedBy }: RpmRepository,
  of: { readonly uri: string; readonly repository: Repository; readonly keys: readonly PublicKey[] },
): Outcome<string> => {
  const { uri, repository, keys } = of;
  const key = keys.find(({ fingerprint, publisher }) =>
    signedBy === null ? publisher === repository.origin : fingerprint === signedBy,
  );
  if (key !== undefined) return ok(key.publisher);
  const detail = `its metadata carry no signature, and no trusted key is of "${repository.origin}"`;
  return refuse('index-unsigned', { uri: `${uri}/repodata/repomd.xml`, detail });
};

const entryOf = (
  listed: ListedPackage,
  of: { readonly uri: string; readonly origin: PackageOrigin; readonly proof: 'index' | 'file' },
): VendorEntry | null => {
  const its = listed.package;
  const base = its.base ?? of.uri;
  if (!isFetched(base) || !canBePlaced(listed)) return null;
  const { name, architecture, version, sourceName, sourceVersion } = its;
  return {
    ...{ name, architecture, version, sourceName, sourceVersion },
    origin: of.origin,
    file: fileOf(its),
    uri: `${base.replace(/\/+$/, '')}/${its.href.split('/').map(encodeURIComponent).join('/')}`,
    stanza: stanzaOf(listed),
    ...(listed.streams.length === 0 ? {} : { streams: listed.streams }),
    ...(listed.advisories.length === 0 ? {} : { advisories: listed.advisories }),
    proof: of.proof,
  };
};
