import { reason } from '@slipway/core/reasons';
import { plainText } from '../reading/index.ts';
import { FeedRefused } from '../refused.ts';

/** The feed as a whole cannot be read; `detail` may hold text of the feed. */
export const refusedXml = (feed: string, detail: string, cause?: unknown): FeedRefused =>
  new FeedRefused(reason('feed-unreadable', { feed, detail: plainText(detail, 200) }), { cause });
