// Real Ed25519 keys for the tests of envelopes and trust roots: a check of signatures on made-up ones would prove nothing.

import { generateKeyPairSync, sign, verify as verifySignature } from 'node:crypto';
import { encodeBase64, keyIdOf, type TrustKey, type VerifySignature } from '@slipway/core/document';
import type { KeyId } from '@slipway/core/ids';
import { sha256 } from '@slipway/testkit/builders';

export interface Signer {
  readonly keyId: KeyId;
  readonly key: TrustKey;
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

/** What precedes the raw 32 bytes in the DER of an Ed25519 public key (RFC 8410). */
const DER_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00);

export function newSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }).subarray(DER_PREFIX.length));
  const keyId = keyIdOf(raw, sha256);
  return {
    keyId,
    key: { keyId, algorithm: 'ed25519', publicKey: encodeBase64(raw) },
    sign: (bytes) => Uint8Array.from(sign(null, bytes, privateKey)),
  };
}

export const verify: VerifySignature = ({ publicKey, bytes, signature }) => {
  const key = Uint8Array.of(...DER_PREFIX, ...publicKey);
  return verifySignature(null, bytes, { key: Buffer.from(key), format: 'der', type: 'spki' }, signature);
};
