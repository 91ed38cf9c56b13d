import { createHmac } from 'node:crypto';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Audience, OutboxEvent } from '../../ports/index.ts';

/** A receiver puts a notice into a queue of its own; one that takes longer does the work first, and is asked again. */
const ANSWER_MS_MAX = 10_000;

/**
 * The body is the event as JSON; `Slipway-Signature: sha256=HEX` is its HMAC with the audience's key, over the bytes as
 * sent. `Slipway-Event` is the id, the same at every repetition. Any 2xx is taken; a redirect is not followed, since the
 * key's owner is who was configured.
 */
export const postWebhook = async (
  audience: Extract<Audience, { kind: 'webhook' }>,
  event: OutboxEvent,
): Promise<Outcome<void>> => {
  const body = JSON.stringify(event);
  const refused = (detail: string): Outcome<void> => refuse('notice-not-taken', { audience: audience.name, detail });
  try {
    const response = await fetch(audience.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'slipway',
        'Slipway-Event': event.eventId,
        'Slipway-Signature': `sha256=${createHmac('sha256', audience.key).update(body).digest('hex')}`,
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    await response.body?.cancel();
    return response.ok ? ok(undefined) : refused(`it answered ${response.status}`);
  } catch (error) {
    return refused(wordsOf(error));
  }
};

/** fetch hides what happened behind "fetch failed". */
const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};
