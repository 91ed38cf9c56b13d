import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify as verifySignature,
} from 'node:crypto';
import {
  assembleEnvelope,
  bytesOfDigest,
  canonicalBytes,
  type Envelope,
  encodeBase64,
  keyIdOf,
  type PayloadType,
  preAuthentication,
  type TrustKey,
  type VerifySignature,
} from '@slipway/core/document';
import type { KeyId } from '@slipway/core/ids';
import { digestOfText, sha256 } from '../builders/index.ts';

export interface Signer {
  readonly keyId: KeyId;
  readonly key: TrustKey;
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

/** What precedes the raw 32 bytes in the DER of an Ed25519 public and private key (RFC 8410). */
const PUBLIC_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00);
const PRIVATE_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

/** Another key each time. */
export const newSigner = (): Signer => signerWith(generateKeyPairSync('ed25519').privateKey);

/** The same key for the same text; Ed25519 gives the same signatures, too. */
export const seededSigner = (text: string): Signer => {
  const key = Buffer.from([...PRIVATE_PREFIX, ...bytesOfDigest(digestOfText(text))]);
  return signerWith(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
};

const signerWith = (privateKey: KeyObject): Signer => {
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const raw = Uint8Array.from(der.subarray(PUBLIC_PREFIX.length));
  const keyId = keyIdOf(raw, sha256);
  return {
    keyId,
    key: { keyId, algorithm: 'ed25519', publicKey: encodeBase64(raw) },
    sign: (bytes) => Uint8Array.from(sign(null, bytes, privateKey)),
  };
};

export const verify: VerifySignature = ({ publicKey, bytes, signature }) => {
  const key = Buffer.from([...PUBLIC_PREFIX, ...publicKey]);
  return verifySignature(null, bytes, { key, format: 'der', type: 'spki' }, signature);
};

/** The document in an envelope, signed by each of them. */
export const sealed = (payloadType: PayloadType, document: object, signers: readonly Signer[]): Envelope => {
  const bytes = preAuthentication(payloadType, canonicalBytes(document));
  return assembleEnvelope({
    payloadType,
    document,
    signatures: signers.map(({ keyId, sign: signed }) => ({ keyId, signature: signed(bytes) })),
  });
};
