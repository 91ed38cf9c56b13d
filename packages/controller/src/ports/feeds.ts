import type { KnowledgeRecord, Release } from '@slipway/core/advisory';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';

/** A feed as an administrator describes it. */
export interface FeedSpec {
  readonly name: string;
  /** One of `Feeds.kinds`; `null`: its content tells. */
  readonly kind: string | null;
  /** `https:`, `file:`, or a path on the controller's host. */
  readonly location: string;
  /** Where the content does not say which release it is for. */
  readonly release: Release | null;
  /** SHA-256 in hexadecimal that the content must have. */
  readonly sha256: string | null;
  /** File of OpenPGP keys, one of which must have signed the content. */
  readonly keyring: string | null;
}

/** What a good reading leaves behind for the next one. */
export interface FeedMark {
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly digest: string;
  /** Of the content itself. */
  readonly date: Instant;
}

export type FeedReading =
  | { readonly kind: 'unchanged'; readonly mark: FeedMark }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'read'; readonly mark: FeedMark; readonly content: FeedContent };

export interface FeedProblem {
  readonly where: string;
  readonly reason: Reason;
}

/** Passed once; `close` removes what the reading left on disk, and is called whether or not the records were passed. */
export interface FeedContent {
  /** As which it was read, where the reader tells. */
  readonly kind?: string;
  readonly records: AsyncIterable<KnowledgeRecord>;
  /** Complete after the records were passed. */
  readonly counts: { readonly records: number; readonly problems: number };
  /** Where the records stood that could not be read, their own names where these could be, and why. The first of them. */
  readonly problems?: () => readonly FeedProblem[];
  readonly close: () => Promise<void>;
}

/** Reads feeds of every kind. Never throws for what a feed or its place does: that is `refused`. */
export interface Feeds {
  readonly kinds: readonly string[];
  read(spec: FeedSpec, mark: FeedMark | null, now: Instant): Promise<FeedReading>;
}
