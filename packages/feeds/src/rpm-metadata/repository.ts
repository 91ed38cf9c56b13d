// One repository, opened: its index verified, its metadata read whole, or refused with a reason.

import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { type Outcome, ok, reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { feedFile } from '../feed-file.ts';
import type { FeedFile } from '../format.ts';
import { FEED_LIMITS, type FeedLimits } from '../limits.ts';
import { FeedRefused } from '../refused.ts';
import { readUpdate } from '../updateinfo/index.ts';
import { signerOf } from '../verify/index.ts';
import { openWorkFolder } from '../work-folder/index.ts';
import { attributeIn, elementsOf, writtenElementsOf } from '../xml/index.ts';
import type { Capability } from './capability.ts';
import { RepositoryFiles } from './files.ts';
import { type ModuleDocument, modulesOf, readModules } from './modules.ts';
import type { RpmPackage } from './package.ts';
import { Packages, type WrittenPackage } from './packages.ts';
import { type Repomd, readRepomd } from './repomd.ts';

const MIB = 1024 * 1024;

/** Of all files of one repository. The largest known, all of Fedora, is 100 MB packed and 1.5 GB unpacked. */
const LIMITS: FeedLimits = { ...FEED_LIMITS, packedBytesMax: 512 * MIB, unpackedBytesMax: 4096 * MIB };
/** Real ones have some kilobytes. */
const REPOMD_BYTES_MAX = 8 * MIB;
const SIGNATURE_BYTES_MAX = MIB / 4;

export interface OpenRpmRepository {
  readonly uri: string;
  /** A binary OpenPGP keyring: one of its keys must have made the signature of `repomd.xml`, where there is one. */
  readonly keyring: string;
  readonly workFolder?: string;
  readonly limits?: FeedLimits;
  /** PEM certificates of authorities to trust instead of the usual ones. */
  readonly authorities?: readonly string[];
}

export interface ListedPackage extends WrittenPackage {
  /** Its own element of `filelists.xml`; `null`: nobody requires a path that only stands there. */
  readonly filelists: string | null;
  /** `name:stream` of the modules that list it, sorted. */
  readonly streams: readonly string[];
  readonly modules: readonly string[];
  /** Advisories that name this very build, sorted. */
  readonly advisories: readonly string[];
}

export interface RpmRepository {
  /** Of `repomd.xml`, in lower-case hexadecimal. */
  readonly sha256: string;
  /** By the signature; without one by the newest of its files, which nobody vouches for. */
  readonly datedAt: Instant;
  /** The fingerprint of the primary key. `null`: the metadata carry no signature. */
  readonly signedBy: string | null;
  readonly find: (name: string) => readonly ListedPackage[];
  /** Packages that provide what is required, in any of their versions. */
  readonly providersOf: (required: Capability) => readonly RpmPackage[];
}

export const openRpmRepository = async (options: OpenRpmRepository): Promise<Outcome<RpmRepository>> => {
  const folder = await openWorkFolder(options.workFolder ?? tmpdir());
  try {
    return await openedIn(folder, options);
  } catch (error) {
    if (error instanceof FeedRefused) return { ok: false, reason: error.reason };
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const openedIn = async (folder: string, options: OpenRpmRepository): Promise<Outcome<RpmRepository>> => {
  const { uri, keyring, limits = LIMITS, authorities = null } = options;
  const signal = new AbortController().signal;
  const files = new RepositoryFiles({ uri, folder, limits, authorities, signal });
  const path = await files.fetch('repodata/repomd.xml', REPOMD_BYTES_MAX);
  if (path === null) throw absent(uri);
  const signature = await files.fetch('repodata/repomd.xml.asc', SIGNATURE_BYTES_MAX);
  const signer =
    signature === null
      ? null
      : await signerOf({ signature, content: path }, { feed: `${uri}/repodata/repomd.xml`, keyring });
  if (signer?.ok === false) return signer;
  const bytes = await readFile(path);
  const repomd = await readRepomd(inMemory(bytes, limits), uri);
  const read = await readFiles(files, repomd, uri);
  return ok({
    sha256: createHash('sha256').update(bytes).digest('hex'),
    datedAt: signer === null ? repomd.datedAt : signer.value.signedAt,
    signedBy: signer === null ? null : signer.value.fingerprint,
    find: (name) => read.packages.find(name).map((one) => listed(one, read)),
    providersOf: (required) => read.packages.providersOf(required).map((one) => one.package),
  });
};

const inMemory = (bytes: Uint8Array, limits: FeedLimits): FeedFile =>
  feedFile(
    {
      name: 'repomd.xml',
      chunks: async function* chunks() {
        yield await Promise.resolve(bytes);
      },
    },
    limits,
  );

interface ReadFiles {
  readonly packages: Packages;
  /** By SHA-256 of the package. */
  readonly fileLists: ReadonlyMap<string, string>;
  readonly modules: readonly ModuleDocument[];
  /** By build. */
  readonly advisories: ReadonlyMap<string, readonly string[]>;
}

/** What is listed and cannot be read refuses the whole: half of the metadata would be another repository. */
const readFiles = async (files: RepositoryFiles, repomd: Repomd, feed: string): Promise<ReadFiles> => {
  const of = async (type: string): Promise<FeedFile | null> => {
    const listed = repomd.files.get(type);
    return listed === undefined ? null : await files.listed(listed);
  };
  const primary = await of('primary');
  if (primary === null) throw absent(feed, 'its repomd.xml lists no primary.xml with a SHA-256');
  const packages = await Packages.read(primary, feed);
  const paths = packages.missingPaths;
  const fileLists = paths.size === 0 ? null : await of('filelists');
  const [modules, updateinfo] = [await of('modules'), await of('updateinfo')];
  return {
    packages,
    fileLists: fileLists === null ? new Map() : await readFileLists(fileLists, { feed, paths, packages }),
    modules: modules === null ? [] : await readModules(modules, feed),
    advisories: updateinfo === null ? new Map() : await readAdvisories(updateinfo, feed),
  };
};

/** Only of packages that have one of the paths: the rest of what is in a repository's largest file nobody asks for. */
const readFileLists = async (
  file: FeedFile,
  wanted: { readonly feed: string; readonly paths: ReadonlySet<string>; readonly packages: Packages },
): Promise<ReadonlyMap<string, string>> => {
  const { feed, paths, packages } = wanted;
  const lists = new Map<string, string>();
  for await (const { element, text } of writtenElementsOf(file, { feed, root: 'filelists', element: 'package' })) {
    const sha256 = attributeIn(element, 'pkgid');
    if (sha256 === null) continue;
    for (const { name, text: path } of element.children) {
      if (name !== 'file' || !paths.has(path)) continue;
      packages.addPath(path, sha256);
      lists.set(sha256, text);
    }
  }
  return lists;
};

/** What cannot be read of an advisory is passed over: feeds tell of it, and a patch set only names it. */
const readAdvisories = async (file: FeedFile, feed: string): Promise<ReadonlyMap<string, readonly string[]>> => {
  const advisories = new Map<string, string[]>();
  for await (const element of elementsOf(file, { feed, root: 'updates', element: 'update' })) {
    const update = readUpdate(element);
    if (!update.ok || update.value.isRetracted) continue;
    for (const one of update.value.packages) {
      const build = buildKey({ ...one, architecture: one.architecture ?? '' });
      advisories.set(build, [...(advisories.get(build) ?? []), update.value.id]);
    }
  }
  return advisories;
};

const listed = (one: WrittenPackage, { fileLists, modules, advisories }: ReadFiles): ListedPackage => {
  const { streams, texts } = modulesOf(modules, one.package);
  const ids = [
    ...(advisories.get(buildKey(one.package)) ?? []),
    ...(advisories.get(buildKey({ ...one.package, architecture: '' })) ?? []),
  ];
  return {
    ...one,
    filelists: fileLists.get(one.package.sha256) ?? null,
    streams,
    modules: texts,
    advisories: [...new Set(ids)].sort(),
  };
};

const buildKey = ({ name, version, architecture }: Pick<RpmPackage, 'name' | 'version' | 'architecture'>): string =>
  `${name}-${version}.${architecture}`;

const absent = (feed: string, detail = 'there is nothing at its address'): FeedRefused =>
  new FeedRefused(reason('feed-unreachable', { feed, detail }));
