import { createHash } from 'node:crypto';
import type { Sha256 } from '@slipway/core/document';
import { asDigest, type Digest } from '@slipway/core/ids';

/** The real SHA-256: a document test on a made-up one would prove nothing. */
export const sha256: Sha256 = (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);

/** A digest that differs wherever the text does: for files and indexes that a test only names. */
export const digestOfText = (text: string): Digest =>
  asDigest(`sha256:${createHash('sha256').update(text).digest('hex')}`);
