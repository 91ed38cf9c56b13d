// One message, from one notice or several. Made of what is stored alone: under one id the same is told each time.

import { composeDigest, composeNotice, type DigestWhy } from '@slipway/core/notice';
import type { Instant } from '@slipway/core/time';
import type { Delivery, Letter, OutboxEvent } from '../../ports/index.ts';

/** An event, in the words of the house where it has some for this audience. */
export type WordedEvent = OutboxEvent & Pick<Delivery, 'wording'>;

export const letterOf = (event: WordedEvent): Letter => {
  const { eventId, at, kind } = event;
  return { letterId: eventId, at, kind, ...composeNotice(event), body: bodyOf(event) };
};

/** `events`: at least one, the oldest first. */
export const digestOf = (
  digest: { readonly digestId: string; readonly why: DigestWhy; readonly contact: string | null },
  events: readonly WordedEvent[],
): Letter => {
  const { digestId, why, contact } = digest;
  const last = events.at(-1);
  if (last === undefined) throw new Error(`the digest ${digestId} has no notice`);
  const content = { why, contact, notices: events.map(bodyOf) };
  const body = { eventId: digestId, at: last.at, kind: 'digest', content };
  return { letterId: digestId, at: last.at, kind: 'digest', ...composeDigest(events, why), body };
};

export const testLetter = (letterId: string, at: Instant, by: string): Letter => ({
  letterId,
  at,
  kind: 'test',
  subject: 'a test, nothing else',
  lines: [`${by} asked for it, to see that it arrives. Nothing happened.`],
  body: { eventId: letterId, at, kind: 'test', content: { by } },
});

const bodyOf = ({ eventId, at, kind, environments, content }: OutboxEvent): object => ({
  eventId,
  at,
  kind,
  ...(environments === undefined ? {} : { environments }),
  content,
});
