// A feed brought to where it can be read: fetched or copied into a file of ours, and proven. A folder stays where it is.

import { createHash } from 'node:crypto';
import { open, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Outcome, reason } from '@slipway/core/reasons';
import { type Instant, instantOfMs } from '@slipway/core/time';
import { Budget, type FolderListing, headOf, isWebPage, listFolder, openFeed } from './archive/index.ts';
import type { FollowedFile, Format } from './format.ts';
import type { FeedLimits } from './limits.ts';
import { FeedRefused } from './refused.ts';
import { beside, copyFile, fetchOverHttp, type Location, locationOf, resolved } from './transport/index.ts';
import type { FeedMark, FeedSource } from './types.ts';
import { isClearsigned, SIGNATURE_ENDINGS, sha256OfFile, verifyClearsigned, verifyDetached } from './verify/index.ts';

export interface Obtaining {
  readonly source: FeedSource;
  /** `null`: its content will tell. */
  readonly format: Format | null;
  readonly mark: FeedMark | null;
  readonly limits: FeedLimits;
  readonly signal: AbortSignal;
  readonly authorities: readonly string[] | null;
  /** Ours, and private to us. */
  readonly folder: string;
}

interface There extends Pick<FeedMark, 'etag' | 'lastModified' | 'digest'> {
  readonly path: string;
  /** Of the file, by the server or the file system. */
  readonly date: Instant | null;
}

export type Obtained =
  | { readonly kind: 'unchanged'; readonly mark: FeedMark }
  | (There & { readonly kind: 'file'; readonly name: string })
  | (There & { readonly kind: 'folder'; readonly listing: FolderListing });

/** A signature has some hundred bytes. */
const SIGNATURE_BYTES_MAX = 64 * 1024;

/** Throws FeedRefused. */
export const obtain = async (wanted: Obtaining): Promise<Obtained> => {
  const { source, mark, folder } = wanted;
  const proven = source.sha256 !== null || source.keyring !== null;
  const location = accepted(locationOf(source.location, { feed: source.name, proven }));
  if (location.kind === 'path' && (await isFolder(location.path))) return await listed(location.path, wanted);
  const path = join(folder, 'feed');
  const file = await fetched(location, path, { ...wanted, proven, conditional: true });
  if (file === null) throw absent(source.name);
  // Asked for with a mark of ours, so there is one.
  if (file === 'unchanged' && mark !== null) return { kind: 'unchanged', mark };
  if (file === 'unchanged') throw absent(source.name);
  if (isWebPage(await headOf(path))) throw new FeedRefused(reason('feed-is-html', { feed: source.name }));
  const digest = await sha256OfFile(path);
  assertHash(digest, source.sha256, source.name);
  if (source.keyring !== null) await assertSigned(location, path, { ...wanted, keyring: source.keyring });
  if (mark?.digest === digest) return { kind: 'unchanged', mark: { ...mark, ...validatorsOf(file) } };
  const name = nameOf(location);
  const followed = await follow({ location, path, name }, wanted);
  return { kind: 'file', ...validatorsOf(file), date: file.date, digest, ...(followed ?? { path, name }) };
};

const accepted = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new FeedRefused(outcome.reason);
  return outcome.value;
};

const isFolder = async (path: string): Promise<boolean> =>
  await stat(path).then(
    (found) => found.isDirectory(),
    // Whoever opens it says why not.
    () => false,
  );

interface TransportFacts {
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly date: Instant | null;
}

const validatorsOf = ({ etag, lastModified }: TransportFacts) => ({ etag, lastModified });

/** `null`: there is none. */
const fetched = async (
  location: Location,
  path: string,
  wanted: Obtaining & { readonly proven: boolean; readonly conditional: boolean; readonly bytesMax?: number },
): Promise<TransportFacts | 'unchanged' | null> => {
  const { source, limits, mark, signal, authorities, proven, conditional } = wanted;
  const feed = source.name;
  const bytesMax = wanted.bytesMax ?? limits.packedBytesMax;
  const target = await open(path, 'wx', 0o600);
  try {
    if (location.kind === 'path')
      return {
        etag: null,
        lastModified: null,
        date: await copyFile(location.path, target, { feed, bytesMax, signal }),
      };
    const asked = conditional ? mark : null;
    const got = await fetchOverHttp(location.url, target, {
      feed,
      proven,
      mark: asked,
      limits,
      bytesMax,
      signal,
      authorities,
    });
    if (got.kind === 'absent') return null;
    return got.kind === 'unchanged' ? 'unchanged' : got;
  } finally {
    await target.close();
  }
};

const absent = (feed: string): FeedRefused =>
  new FeedRefused(reason('feed-unreachable', { feed, detail: 'there is nothing at its address' }));

const assertHash = (found: string, expected: string | null, feed: string): void => {
  if (expected === null || expected.toLowerCase() === found) return;
  throw new FeedRefused(reason('feed-hash-differs', { feed, found, expected }));
};

/** Inline where the file is clearsigned, and then only the signed text stays; else detached, beside it. */
const assertSigned = async (
  location: Location,
  path: string,
  wanted: Obtaining & { readonly keyring: string },
): Promise<void> => {
  const { source, keyring, folder } = wanted;
  const by = { feed: source.name, keyring };
  if (await isClearsigned(path)) {
    const output = join(folder, 'signed-text');
    accepted(await verifyClearsigned({ signed: path, output }, by));
    await rename(output, path);
    return;
  }
  for (const ending of SIGNATURE_ENDINGS) {
    const signature = join(folder, `signature${ending}`);
    if (!(await signatureAt(beside(location, ending), signature, wanted))) continue;
    accepted(await verifyDetached({ signature, content: path }, by));
    return;
  }
  const names = SIGNATURE_ENDINGS.map((ending) => `${nameOf(location)}${ending}`).join(', ');
  throw new FeedRefused(reason('feed-unsigned', { feed: source.name, detail: `there is none of ${names}` }));
};

const signatureAt = async (location: Location, path: string, wanted: Obtaining): Promise<boolean> => {
  if (location.kind === 'path' && !(await exists(location.path))) return false;
  const found = await fetched(location, path, {
    ...wanted,
    proven: true,
    conditional: false,
    bytesMax: SIGNATURE_BYTES_MAX,
  });
  return found !== null;
};

const exists = async (path: string): Promise<boolean> =>
  await stat(path).then(
    () => true,
    () => false,
  );

/** The file that an index names, with the hash that the index states for it: proven whenever the index is. */
const follow = async (
  index: { readonly location: Location; readonly path: string; readonly name: string },
  wanted: Obtaining,
): Promise<{ readonly path: string; readonly name: string } | null> => {
  const { source, format, limits, folder } = wanted;
  const { location, path, name } = index;
  const named = await namedBy(format, { path, name, budget: new Budget(source.name, limits) });
  if (named === null) return null;
  const target = resolved(location, named.relative);
  if (target.kind === 'http') accepted(locationOf(target.url.href, { feed: source.name, proven: true }));
  const followed = join(folder, 'followed');
  const found = await fetched(target, followed, { ...wanted, proven: true, conditional: false });
  if (found === null) throw absent(source.name);
  assertHash(await sha256OfFile(followed), named.sha256, source.name);
  return { path: followed, name: nameOf(target) };
};

const namedBy = async (
  format: Format | null,
  index: { readonly path: string; readonly name: string; readonly budget: Budget },
): Promise<FollowedFile | null> => {
  if (format?.follow === undefined) return null;
  for await (const file of openFeed({ ...index, takes: format.takes })) {
    const named = await format.follow(file);
    return named === null ? null : accepted(named);
  }
  return null;
};

/** The last part, without what a server is asked with; never a path. */
const nameOf = (location: Location): string =>
  location.kind === 'path' ? basename(location.path) : (location.url.pathname.split('/').at(-1) ?? '');

/** Read twice, once for the digest: an unchanged folder costs reading, not parsing. */
const listed = async (path: string, wanted: Obtaining): Promise<Obtained> => {
  const { source, mark, limits, signal } = wanted;
  const feed = source.name;
  if (source.sha256 !== null || source.keyring !== null)
    throw new FeedRefused(
      reason('feed-location-refused', { feed, detail: 'a folder has neither hash nor signature; name a file' }),
    );
  const listing = await listFolder(path, new Budget(feed, limits));
  const whole = createHash('sha256');
  for (const { name } of listing.files) {
    signal.throwIfAborted();
    whole.update(`${name}\0${await sha256OfFile(join(path, name))}\n`);
  }
  const digest = whole.digest('hex');
  if (mark?.digest === digest) return { kind: 'unchanged', mark };
  const changedMs = Math.max(0, ...listing.files.map((file) => file.changedMs));
  return { kind: 'folder', path, listing, digest, etag: null, lastModified: null, date: instantOfMs(changedMs) };
};
