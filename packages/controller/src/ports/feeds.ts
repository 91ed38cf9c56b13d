import type { KnowledgeRecord, Release } from '@slipway/core/advisory';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';

/** What a feed is written in: one reader each. */
export const FEED_KINDS = [
  'osv',
  'debian-tracker',
  'debian-advisories',
  'debian-support',
  'updateinfo',
  'csaf',
  'ubuntu-tracker',
  'cve-list',
  'kev',
  'epss',
  'end-of-life',
  'house',
  'maker-releases',
] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

/** A feed as an administrator describes it. */
export interface FeedSpec {
  readonly name: string;
  readonly kind: FeedKind;
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

/** Passed once. `problems` is complete after the records were passed. */
export interface FeedContent {
  readonly records: AsyncIterable<KnowledgeRecord>;
  readonly problems: () => readonly { readonly where: string; readonly reason: Reason }[];
}

/** Reads feeds of every kind. Never throws for what a feed or its place does: that is `refused`. */
export interface Feeds {
  read(spec: FeedSpec, mark: FeedMark | null, signal: AbortSignal): Promise<FeedReading>;
}
