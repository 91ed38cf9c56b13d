// When something may start. See index.ts.

import type { Instant } from '../time/index.ts';

/** A recurring span. Civil rules with zones join here as further kinds. */
export type Window =
  /** Any time: one occurrence per rolling span that begins at midnight UTC and lasts `spanDays`. */
  | { readonly kind: 'any-time'; readonly spanDays: number }
  /** Fixed spans, each with its cut-off. */
  | {
      readonly kind: 'dates';
      readonly spans: readonly { readonly startsAt: Instant; readonly cutOffAt: Instant; readonly endsAt: Instant }[];
    };

/** One concrete start, cut-off and end. Start included, the others excluded. */
export interface Occurrence {
  readonly id: string;
  readonly startsAt: Instant;
  /** The last instant at which a host may begin. */
  readonly cutOffAt: Instant;
  /** The last instant at which a host may still be away. */
  readonly endsAt: Instant;
}
