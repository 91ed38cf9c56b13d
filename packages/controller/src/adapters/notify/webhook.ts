import { createHmac } from 'node:crypto';
import type { Outcome } from '@slipway/core/reasons';
import type { Audience, Letter } from '../../ports/index.ts';
import { postJson } from './post.ts';

/**
 * The body is the event as JSON; `Slipway-Signature: sha256=HEX` is its HMAC with the audience's key, over the bytes as
 * sent. `Slipway-Event` is the id, the same at every repetition.
 */
export const postWebhook = async (
  audience: Extract<Audience, { kind: 'webhook' }>,
  letter: Letter,
): Promise<Outcome<void>> => {
  const body = JSON.stringify(letter.body);
  return await postJson(audience, body, {
    'Slipway-Event': letter.letterId,
    'Slipway-Signature': `sha256=${createHmac('sha256', audience.key).update(body).digest('hex')}`,
  });
};
