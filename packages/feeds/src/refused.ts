// Why a whole feed is refused, thrown through the generators that read it: from a chunk deep inside an archive up to
// readFeed, which alone catches it and answers with the reason. Nothing outside this package sees it.

import type { Reason } from '@slipway/core/reasons';

export class FeedRefused extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, options?: ErrorOptions) {
    super(`the feed is refused: ${reason.code}`, options);
    this.name = 'FeedRefused';
    this.reason = reason;
  }
}
