// What a signature covers, and how many different keys have signed.

import { asKeyId, type KeyId } from '../ids/index.ts';
import { decodeBase64 } from './base64.ts';
import type { Envelope, PayloadType, Sha256, TrustKey, VerifySignature } from './types.ts';
import { encodeUtf8 } from './utf8.ts';

export const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** DSSE's PAE: the type is bound to the payload, so that no document passes for one of another kind. */
export function preAuthentication(payloadType: PayloadType, payload: Uint8Array): Uint8Array {
  const type = encodeUtf8(payloadType);
  const head = encodeUtf8(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}

/**
 * How many different keys of `keyIds` have validly signed the payload. Keys are counted, not signatures, and a key counts
 * only where its id is the digest of its bytes, so that one key under two ids is still one. Signatures by other keys and
 * invalid ones are passed over: they prove nothing and spoil nothing.
 */
export function countSigners(options: {
  readonly envelope: Envelope;
  readonly payload: Uint8Array;
  readonly keys: readonly TrustKey[];
  readonly keyIds: readonly KeyId[];
  readonly verify: VerifySignature;
  readonly sha256: Sha256;
}): number {
  const { envelope, payload, keys, keyIds, verify, sha256 } = options;
  const bytes = preAuthentication(envelope.payloadType, payload);
  const signers = new Set<KeyId>();
  for (const { keyid, sig } of envelope.signatures) {
    if (!keyIds.includes(keyid) || signers.has(keyid)) continue;
    const publicKey = publicKeyOf(keyid, keys, sha256);
    const signature = decodeBase64(sig);
    if (publicKey === null || signature?.length !== SIGNATURE_BYTES) continue;
    if (verify({ publicKey, bytes, signature })) signers.add(keyid);
  }
  return signers.size;
}

function publicKeyOf(keyId: KeyId, keys: readonly TrustKey[], sha256: Sha256): Uint8Array | null {
  const key = keys.find((candidate) => candidate.keyId === keyId);
  if (key === undefined) return null;
  const publicKey = decodeBase64(key.publicKey);
  return publicKey?.length === PUBLIC_KEY_BYTES && keyIdOf(publicKey, sha256) === keyId ? publicKey : null;
}

/** A key's name: the digest of its raw 32 bytes. */
export const keyIdOf = (publicKey: Uint8Array, sha256: Sha256): KeyId => asKeyId(sha256(publicKey));
