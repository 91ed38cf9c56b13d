import type { Digest } from '@slipway/core/ids';
import type { PackageOrigin, Repository } from '@slipway/core/inventory';
import type { PackagedConffile, PackageFile, PackageRelations, Platform } from '@slipway/core/patch-set';
import type { Outcome } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';

/** A vendor's signed repository, read by the controller itself: one implementation per package format. */
export interface VendorArchive {
  /** Fetches and verifies the signed index with the trust anchor of that repository; refuses older than `notBefore`. */
  openIndex(options: {
    readonly repository: Repository;
    readonly platform: Platform;
    readonly notBefore: Instant | null;
  }): Promise<Outcome<VendorIndex>>;
  /**
   * One package file; hash and size are checked by whoever stores it. Whatever else must be known before it may be kept is
   * known when this answers, see {@link VendorEntry.proof}.
   */
  fetch(entry: VendorEntry): Promise<Outcome<FetchedFile>>;
  /** The same of a file that is kept already. Of an entry that its index proves there is nothing to find out. */
  prove(entry: VendorEntry, chunks: () => AsyncIterable<Uint8Array>): Promise<Outcome<void>>;
  /** The configuration files that a package file brings, read from itself; `problem` where that cannot be told. */
  conffilesIn(
    chunks: () => AsyncIterable<Uint8Array>,
  ): Promise<{ readonly files: readonly PackagedConffile[] } | { readonly problem: string }>;
  /** What a version needs of others, as versions of packages that these indexes list; `from` is the one that it replaces. */
  relationsOf(
    entry: VendorEntry,
    among: { readonly indexes: readonly VendorIndex[]; readonly from: VendorEntry | null },
  ): PackageRelations;
  /** The index file that hosts' package managers read, from these entries' own stanzas, with files named by digest. */
  writeIndex(entries: readonly IndexEntry[]): Uint8Array;
  /** The versions of a file that {@link writeIndex} has written, with their stanzas; what cannot be read holds none. */
  readIndex(bytes: Uint8Array): readonly NamedEntry[];
}

export interface FetchedFile {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** In any case, read or not: there may be a file of ours behind it. */
  readonly close: () => Promise<void>;
}

export interface VendorIndex {
  readonly repository: Repository;
  readonly signedAt: Instant;
  readonly signedIndexDigest: Digest;
  readonly origin: PackageOrigin;
  /** All versions of a package name that the index lists. */
  find(name: string): readonly VendorEntry[];
}

/** What an index says of one version. */
export interface IndexEntry {
  readonly file: PackageFile;
  /** The vendor's own words about it, unchanged, in the form that the format's archive reads. */
  readonly stanza: string;
}

export interface NamedEntry extends IndexEntry {
  readonly name: string;
}

export interface VendorEntry extends NamedEntry {
  readonly architecture: string;
  readonly version: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly origin: PackageOrigin;
  readonly uri: string;
  /** `name:stream` of the rpm modules that list it. Absent: none. */
  readonly streams?: readonly string[];
  /** Advisories of the vendor's that name this very build. Absent: the index says nothing of any. */
  readonly advisories?: readonly string[];
  /**
   * Whose word this entry is: that of the index, whose signature was verified, or of the package file alone, which has a
   * signature of its own and is looked into before it counts. Absent: of the index.
   */
  readonly proof?: 'index' | 'file';
}
