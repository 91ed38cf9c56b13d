import { createPublicKey, verify } from 'node:crypto';
import type { VerifySignature } from '@slipway/core/document';

/** RFC 8410: SubjectPublicKeyInfo of an Ed25519 key, before its raw 32 bytes. */
const SPKI_HEADER = Buffer.from('302a300506032b6570032100', 'hex');

export const verifyEd25519: VerifySignature = ({ publicKey, bytes, signature }) => {
  const key = createPublicKey({ key: Buffer.concat([SPKI_HEADER, publicKey]), format: 'der', type: 'spki' });
  return verify(null, bytes, key, signature);
};
