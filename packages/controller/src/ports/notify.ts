import type { Outcome } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { Audience } from './store-outbox.ts';

/** One message: a notice, or several as a digest. */
export interface Letter {
  /** The event's, or the digest's: the same at every repetition. */
  readonly letterId: string;
  readonly at: Instant;
  /** The event's; `digest` or `test`. */
  readonly kind: string;
  /** For people: lines of plain text, without line ends or control characters. */
  readonly subject: string;
  readonly lines: readonly string[];
  /** For programs, as JSON. */
  readonly body: object;
}

/** Tells one audience, once. `ok` only when it was taken; whoever is told twice knows it by the letter's id. */
export interface Notify {
  deliver(audience: Audience, letter: Letter): Promise<Outcome<void>>;
  /** Whether these bytes came from a webhook's receiver: signed with its key, in the form in which it is sent ours. */
  isSignedBy(audience: Audience, bytes: Uint8Array, signature: string): boolean;
}
