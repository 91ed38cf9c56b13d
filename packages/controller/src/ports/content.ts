import type { Digest } from '@slipway/core/ids';
import type { PackageFile } from '@slipway/core/patch-set';
import type { Outcome } from '@slipway/core/reasons';

/** The package store's files, by SHA-256. A file is there whole and verified, or it is not there. */
export interface Content {
  has(digest: Digest): Promise<boolean>;
  /** Streams in; refuses another hash or size than stated. `disk-full` leaves nothing behind. */
  put(file: PackageFile, chunks: AsyncIterable<Uint8Array>): Promise<Outcome<void>>;
  putBytes(bytes: Uint8Array): Promise<Outcome<PackageFile>>;
  sizeBytes(digest: Digest): Promise<number | null>;
  read(digest: Digest, from?: number): AsyncIterable<Uint8Array>;
  list(): AsyncIterable<Digest>;
  remove(digest: Digest): Promise<void>;
}
