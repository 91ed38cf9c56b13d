// Keys that repeat for the same seed, and real cryptography: a simulated signature must not verify where a real one would
// not.

import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { Crypto } from '@slipway/agent/ports';
import type { Signing } from '@slipway/controller/ports';
import {
  assembleEnvelope,
  canonicalBytes,
  digestOf,
  type Envelope,
  encodeBase64,
  keyIdOf,
  type PayloadType,
  preAuthentication,
  type TrustKey,
  type TrustRoot,
} from '@slipway/core/document';
import { asDigest } from '@slipway/core/ids';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';

export interface SimulatedSigning extends Signing {
  /** A new root that trusts a new key alone, signed by the one before and by itself. */
  rotate(): void;
}

/** One key, and what it signs. */
export interface SigningKey {
  readonly trustKey: TrustKey;
  readonly signatureOf: (bytes: Uint8Array) => Uint8Array;
}

/** SubjectPublicKeyInfo and PKCS #8 of an Ed25519 key up to the 32 bytes of the key itself (RFC 8410). */
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

export const realCrypto: Crypto = {
  sha256: (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
  verify: (asked) => {
    const known = `${encodeBase64(asked.signature)} ${asked.publicKey.length} ${asked.bytes.length}`;
    const before = verified.get(known);
    if (before !== undefined && isSame(before.asked, asked)) return before.answer;
    const { publicKey, bytes, signature } = asked;
    const spki = Buffer.concat([PUBLIC_PREFIX, publicKey]);
    const answer = verify(null, bytes, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature);
    if (verified.size >= VERIFIED_MAX) verified.clear();
    verified.set(known, { asked: copied(asked), answer });
    return answer;
  },
};

type Asked = Parameters<Crypto['verify']>[0];

/**
 * A fleet in one process asks the same of the same bytes thousands of times, which took a fifth of a simulated night. An
 * answer is taken again only where key, bytes and signature are equal, byte for byte.
 */
const verified = new Map<string, { readonly asked: Asked; readonly answer: boolean }>();
/** A plan and its grants for every host of the largest simulated fleet. */
const VERIFIED_MAX = 2000;

const PARTS = ['publicKey', 'bytes', 'signature'] as const;
const isSame = (a: Asked, b: Asked): boolean => PARTS.every((part) => Buffer.compare(a[part], b[part]) === 0);
/** Whoever asked may write into its own bytes later. */
const copied = (asked: Asked): Asked => ({
  publicKey: asked.publicKey.slice(),
  bytes: asked.bytes.slice(),
  signature: asked.signature.slice(),
});

export const seededKey = (random: Random): SigningKey => {
  const seed = Buffer.from(Array.from({ length: 32 }, () => random.between(0, 255)));
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length);
  return {
    trustKey: {
      keyId: keyIdOf(publicKey, realCrypto.sha256),
      algorithm: 'ed25519',
      publicKey: encodeBase64(publicKey),
    },
    signatureOf: (bytes) => sign(null, bytes, key),
  };
};

export const signedBy = (keys: readonly SigningKey[], payloadType: PayloadType, document: object): Envelope => {
  const bytes = preAuthentication(payloadType, canonicalBytes(document));
  const signatures = keys.map(({ trustKey, signatureOf }) => ({
    keyId: trustKey.keyId,
    signature: signatureOf(bytes),
  }));
  return assembleEnvelope({ payloadType, document, signatures });
};

export const ROOT_TYPE = 'application/vnd.slipway.trust-root+json;version=1';

/** A root that trusts this key alone. */
export const rootOf = ({ trustKey }: SigningKey, version: number, time: VirtualTime): TrustRoot => ({
  schema: 'slipway.trust-root/1',
  version,
  issuedAt: time.now(),
  authorityFingerprint: digestOf('authority', realCrypto.sha256),
  keys: [trustKey],
  roles: { controller: { keyIds: [trustKey.keyId], threshold: 1 }, approver: { keyIds: [], threshold: 0 } },
});

export const seededSigning = (random: Random, time: VirtualTime): SimulatedSigning => {
  let key = seededKey(random);
  let current = rootOf(key, 1, time);
  let currentDigest = digestOf(current, realCrypto.sha256);
  const envelopes: Envelope[] = [signedBy([key], ROOT_TYPE, current)];
  return {
    sign: async (payloadType, document) => signedBy([key], payloadType, document),
    trustRoots: async () => ({ envelopes: [...envelopes], current, currentDigest }),
    rotate: () => {
      const next = seededKey(random);
      current = rootOf(next, current.version + 1, time);
      currentDigest = digestOf(current, realCrypto.sha256);
      envelopes.push(signedBy([key, next], ROOT_TYPE, current));
      key = next;
    },
  };
};
