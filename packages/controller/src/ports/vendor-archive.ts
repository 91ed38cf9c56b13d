import type { Digest } from '@slipway/core/ids';
import type { PackageOrigin, Repository } from '@slipway/core/inventory';
import type { PackageFile, Platform } from '@slipway/core/patch-set';
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
  /** The bytes of one package file; hash and size are checked by whoever stores them. */
  fetch(entry: VendorEntry): AsyncIterable<Uint8Array>;
  /** The index file that hosts' package managers read, from these entries' own stanzas, with files named by digest. */
  writeIndex(entries: readonly IndexEntry[]): Uint8Array;
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
  /** The vendor's own stanza, unchanged. */
  readonly stanza: string;
}

export interface VendorEntry extends IndexEntry {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly origin: PackageOrigin;
  readonly uri: string;
}
