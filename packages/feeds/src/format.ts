// The contract between the frame (readFeed: fetching, limits, archives, signatures, refusals) and a format's folder.
//
// A format is a plain pass over unpacked files: it opens no path, fetches nothing, keeps no state between two passes
// and has no clock. What one record does wrong is a `problem` and the pass goes on; what makes the feed as a whole
// unusable (it ends in the middle, it is no JSON) is `throw new FeedRefused(reason(…))`. Any other exception is a bug.

import type { KnowledgeRecord } from '@slipway/core/advisory';
import type { Outcome } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { FeedLimits } from './limits.ts';
import type { FeedKind, FeedSource, RecordProblem } from './types.ts';

export interface Format {
  readonly kind: FeedKind;
  /** By its name alone: whether a file of an archive or a directory is read. A feed that is one file is always read. */
  readonly takes: (name: string) => boolean;
  readonly read: (files: AsyncIterable<FeedFile>, context: FormatContext) => AsyncIterable<Found>;
  /**
   * Where the location may be an index that names the file to read (`repomd.xml`): `null` is "this is no index".
   * The named file is fetched beside it and must have the hash. In a directory it is not asked.
   */
  readonly follow?: (index: FeedFile) => Promise<Outcome<FollowedFile> | null>;
}

/** `relative` is resolved as a link in the index is: `../repodata/x.xml.gz` where the index lies in `repodata`. */
export interface FollowedFile {
  readonly relative: string;
  readonly sha256: string;
}

export interface FormatContext {
  readonly source: FeedSource;
  readonly now: Instant;
  readonly limits: FeedLimits;
}

/** What a pass yields, one by one, in any order. */
export type Found =
  /**
   * Advisories have ids that are unique in the feed: two equal ones count once, two different ones refuse the feed.
   * Of two different records of another kind about one thing the first counts and the second is a problem.
   */
  | KnowledgeRecord
  | { readonly kind: 'problem'; readonly problem: RecordProblem }
  /** A date of the content itself. The latest counts; without any, the date of the file does. */
  | { readonly kind: 'dated'; readonly at: Instant }
  /** Well formed, but of nothing that we judge (an OSV record for npm): counted, no problem. */
  | { readonly kind: 'passed-over'; readonly where: string };

/** Unpacked. Read once, and before the next file is asked for; what is not read is skipped. */
export interface FeedFile {
  /** As archive or directory name it, with `/`, without the ending of a packing (`.gz`); for telling files apart, never opened. */
  readonly name: string;
  /** Any length. Throws FeedRefused where the archive is broken or a limit of the feed is reached. */
  readonly chunks: () => AsyncIterable<Uint8Array>;
  /** The whole file; refuses what is larger than `wholeBytesMax`, and throws as `chunks` does. */
  readonly bytes: () => Promise<Outcome<Uint8Array>>;
  /** As `bytes`, decoded without a byte order mark: what is not UTF-8 is refused, or replaced where the format's files are known to be careless. */
  readonly text: (options?: { readonly invalid: 'refuse' | 'replace' }) => Promise<Outcome<string>>;
}
