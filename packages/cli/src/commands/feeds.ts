import { endpoints, type FeedAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { allPages } from '../connection/index.ts';
import { ageText, instantText, reasonText, tableText } from '../output/index.ts';
import { NO_FEED, present } from './common/index.ts';

export const feedList: Action = async (invocation) => {
  const api = await invocation.context.api();
  const feeds = await allPages(api, endpoints.feeds.list, {});
  present(invocation, feeds, () => feedsText(feeds, invocation));
  return 0;
};

const feedsText = (feeds: readonly FeedAnswer[], { context }: Invocation): string => {
  const { width, style } = context.terminal;
  if (feeds.length === 0) return `${style.bad(NO_FEED)}\n`;
  const now = context.now();
  const table = tableText({
    columns: [
      { title: 'feed' },
      { title: 'kind' },
      { title: 'state' },
      { title: 'read' },
      { title: 'content of' },
      { title: 'records', align: 'right' },
      { title: 'problems', align: 'right' },
      { title: 'location', shrinks: true },
      { title: 'speaks of' },
    ],
    rows: feeds.map((feed) => [
      feed.name,
      feed.kind ?? 'by content',
      stateOf(feed),
      ageText(feed.readAt, now),
      instantText(feed.date),
      String(feed.records ?? '-'),
      String(feed.problems ?? '-'),
      feed.location,
      feed.releases.map(({ distribution, release }) => `${distribution} ${release}`).join(', ') || '-',
    ]),
    width,
    header: style.bold,
  });
  const refused = feeds.map((feed) => refusalText(feed, now)).filter((text) => text !== '');
  return refused.length === 0 ? table : `${table}\n${style.bad(refused.join(''))}`;
};

const stateOf = ({ refusal, readAt }: FeedAnswer): string => {
  if (refusal !== null) return readAt === null ? 'NEVER READ' : 'REFUSED';
  return readAt === null ? 'waits' : 'good';
};

/** Why the latest look brought nothing, and what is in use instead; empty where it went well. */
export const refusalText = ({ name, refusal, readAt, date }: FeedAnswer, now: Date): string => {
  if (refusal === null) return '';
  const instead =
    readAt === null
      ? 'It was never read: nothing that it would say is known.'
      : `In use is the copy of ${instantText(date)}, last confirmed ${ageText(readAt, now)}.`;
  return `${name} was refused ${ageText(refusal.at, now)}: ${reasonText(refusal.reason)} ${instead}\n`;
};
