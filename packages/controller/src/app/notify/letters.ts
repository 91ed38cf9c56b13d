// One message, from one notice or several. Made of what is stored alone: under one id the same is told each time.

import { composeDigest, composeNotice, type DigestWhy } from '@slipway/core/notice';
import type { Instant } from '@slipway/core/time';
import type { Letter, OutboxEvent } from '../../ports/index.ts';

export const letterOf = (event: OutboxEvent): Letter => {
  const { eventId, at, kind } = event;
  return { letterId: eventId, at, kind, ...composeNotice(event), body: bodyOf(event) };
};

/** `events`: at least one, the oldest first. */
export const digestOf = (
  digest: { readonly digestId: string; readonly why: DigestWhy; readonly contact: string | null },
  events: readonly OutboxEvent[],
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
