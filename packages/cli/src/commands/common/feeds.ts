// What stands before every answer that rests on feeds: which, how old, and what is wrong with them.

import type { FeedStandingAnswer } from '@slipway/protocol/api';
import type { Invocation } from '../../command/index.ts';
import { ageText, instantText, reasonText } from '../../output/index.ts';

export const NO_FEED =
  'NO FEED: nothing is known about any package, of any host. `slipway feed add` adds one; docs/operator/feeds.md says which.';

export const NO_FEED_THEN = 'NO FEED had been read by then: nothing was known about any package, of any host.';

/** Content may be days old and right; that nobody could confirm it for so long is what people have to know. */
const UNCONFIRMED_MS = 48 * 3_600_000;

export const feedsHead = (feeds: readonly FeedStandingAnswer[], { context }: Invocation): string => {
  const { style } = context.terminal;
  if (feeds.length === 0) return `${style.bad(NO_FEED)}\n`;
  const now = context.now();
  const good = feeds.filter(({ refusal, readAt }) => refusal === null && readAt !== null);
  const bad = feeds.filter((feed) => !good.includes(feed));
  const head = good.length === 0 ? '' : `By ${good.map((feed) => goodText(feed, now)).join('; ')}\n`;
  return head + style.bad(bad.map((feed) => badText(feed, now)).join(''));
};

const goodText = ({ feed, date, readAt }: FeedStandingAnswer, now: Date): string => {
  const late = readAt !== null && now.getTime() - Date.parse(readAt) > UNCONFIRMED_MS ? 'NOT CONFIRMED since ' : '';
  return `${feed} of ${instantText(date)} (${late}${ageText(readAt, now)})`;
};

const badText = ({ feed, date, readAt, refusal }: FeedStandingAnswer, now: Date): string => {
  if (readAt === null) {
    return `Feed ${feed} was NEVER READ: ${refusal === null ? 'its first reading has not ended.' : reasonText(refusal)}\n`;
  }
  return `Feed ${feed} is REFUSED; in use is that of ${instantText(date)}, confirmed ${ageText(readAt, now)}: ${reasonText(refusal)}\n`;
};
