import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { asDigest } from '@slipway/core/ids';
import type { Crypto } from '../../ports/index.ts';

/** SubjectPublicKeyInfo of an Ed25519 key up to the 32 bytes of the key itself (RFC 8410). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

export const nodeCrypto: Crypto = {
  sha256: (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
  verify({ publicKey, bytes, signature }) {
    const key = readKey(publicKey);
    return key !== null && verify(null, bytes, key, signature);
  },
};

/** `null` for what is no key: that is a signature that does not hold, never an exception. */
const readKey = (raw: Uint8Array): KeyObject | null => {
  if (raw.length !== KEY_BYTES) return null;
  try {
    return createPublicKey({ key: Buffer.concat([ED25519_PREFIX, raw]), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
};
