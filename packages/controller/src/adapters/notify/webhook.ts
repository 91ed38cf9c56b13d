import { createHmac, timingSafeEqual } from 'node:crypto';
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
    'Slipway-Signature': signatureOf(audience.key, Buffer.from(body)),
  });
};

/** The same key and the same form in both directions. How long the comparison takes says nothing of how much was right. */
export const isSignatureOf = (key: string, bytes: Uint8Array, signature: string): boolean => {
  const [given, made] = [Buffer.from(signature), Buffer.from(signatureOf(key, bytes))];
  return key !== '' && given.length === made.length && timingSafeEqual(given, made);
};

const signatureOf = (key: string, bytes: Uint8Array): string =>
  `sha256=${createHmac('sha256', key).update(bytes).digest('hex')}`;
