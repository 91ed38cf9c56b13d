// When several notices become one message: because the contact asks for it, or because there are too many of them.

import { addMs, type Instant } from '../time/index.ts';
import type { DigestWhy } from './compose.ts';
import type { Route } from './routes.ts';

/** So many in {@link FLOOD_MINUTES}, and the next ones come together: nobody reads the twenty-first mail of ten minutes. */
export const FLOOD_NOTICES = 20;
export const FLOOD_MINUTES = 10;
/** Of one message, whose size mail servers and chats limit; what comes further is a message of its own. */
export const DIGEST_NOTICES_MAX = 100;

const MINUTE_MS = 60_000;

/** With which message a notice goes to an audience. */
export type Sending =
  | { readonly kind: 'alone' }
  /** With the others of this open digest. */
  | { readonly kind: 'joins'; readonly digestId: string; readonly sendsAt: Instant }
  | { readonly kind: 'opens'; readonly why: DigestWhy; readonly sendsAt: Instant };

export interface OpenDigest {
  readonly digestId: string;
  readonly sendsAt: Instant;
  /** Notices in it. */
  readonly notices: number;
}

/**
 * `open`: the digest of this audience and contact that nobody has begun to send; for a flood that of the audience.
 * `lately`: notices for the audience within {@link FLOOD_MINUTES} that no contact wants as a digest.
 */
export const sendingFor = (
  { digestMinutes }: Route,
  found: { readonly open: OpenDigest | null; readonly lately: number; readonly now: Instant },
): Sending => {
  const { open, lately, now } = found;
  if (digestMinutes === null && lately < FLOOD_NOTICES) return { kind: 'alone' };
  if (open !== null && open.sendsAt > now) {
    const { digestId, sendsAt, notices } = open;
    // Full: the next one goes at the same moment, so that nobody waits longer for it.
    if (notices < DIGEST_NOTICES_MAX) return { kind: 'joins', digestId, sendsAt };
    return { kind: 'opens', why: digestMinutes === null ? 'flood' : 'asked', sendsAt };
  }
  return digestMinutes === null
    ? { kind: 'opens', why: 'flood', sendsAt: addMs(now, FLOOD_MINUTES * MINUTE_MS) }
    : { kind: 'opens', why: 'asked', sendsAt: addMs(now, digestMinutes * MINUTE_MS) };
};
