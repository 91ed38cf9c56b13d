import { explain, type Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { shownInstant, type Template } from './template.ts';

/** The first of a row of failures; the next good reading ends the row. */
export interface FeedFailed {
  readonly feed: string;
  readonly reason: Reason;
  /** When it was last read whole or found unchanged; `null`: never. */
  readonly goodAt: Instant | null;
}

export const feedFailed: Template<FeedFailed> = {
  subject: ({ feed }) => `feed ${feed} failed`,
  lines: ({ feed, reason, goodAt }) => [
    explain(reason),
    goodAt === null
      ? `Nothing was ever read from ${feed}: what it would say is not known.`
      : `What ${feed} said on ${shownInstant(goodAt)} still counts, and grows older until it can be read again.`,
  ],
};
