// What a feed is to whoever reads it. See index.ts.

import type { KnowledgeRecord, Release } from '@slipway/core/advisory';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { FEED_KINDS } from './kinds/index.ts';

/** Which folder reads it. */
export type FeedKind = (typeof FEED_KINDS)[number];

/** As an administrator configures it, and as `slipway assess --feed` is given it. */
export interface FeedSource {
  readonly name: string;
  /** `null`: its content tells. */
  readonly kind: FeedKind | null;
  /**
   * `https:`, `file:`, or a path of this host: a file or a folder. `http:` only to loopback, or with `sha256` or
   * `keyring`.
   */
  readonly location: string;
  /** Where the content does not say which release it is for (`updateinfo.xml`). */
  readonly release: Release | null;
  /** SHA-256 in hexadecimal, where whoever configures it knows it. */
  readonly sha256: string | null;
  /** An OpenPGP signature is demanded, inline or beside it (`.asc`, `.sig`, `.gpg`), by a key in this file (binary, as for apt). */
  readonly keyring: string | null;
}

/** What the last good reading left behind, so that an unchanged feed costs one conditional request. */
export interface FeedMark {
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** SHA-256 over what was read, in hexadecimal. */
  readonly digest: string;
  /** Of the content itself; one with an older date is refused. */
  readonly date: Instant;
}

export type FeedReading =
  | { readonly kind: 'unchanged'; readonly mark: FeedMark }
  /** The old data stays; the reason is shown wherever the feed is. */
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'read'; readonly mark: FeedMark; readonly content: FeedContent };

/**
 * Passed once over the records of a feed that is whole and verified. A record that cannot be read is a problem and not
 * the end; a feed in which more than a tenth is a problem, or none is there, is refused.
 */
export interface FeedContent {
  /** As which it was read: the source's, or what the content told. */
  readonly kind: FeedKind;
  readonly records: AsyncIterable<KnowledgeRecord>;
  readonly counts: {
    readonly records: number;
    readonly problems: number;
    /** Well formed, but of nothing that we judge. */
    readonly passedOver: number;
  };
  /** The first of them; `counts.problems` is how many there are. */
  readonly problems: () => readonly RecordProblem[];
  /** Removes what the reading left on disk. To be called whether or not the records were passed. */
  readonly close: () => Promise<void>;
}

export interface RecordProblem {
  /** The record's id where it could be read, else its file. */
  readonly where: string;
  readonly reason: Reason;
}
