import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  acceptTrustRoot,
  assembleEnvelope,
  canonicalBytes,
  digestOf,
  type Envelope,
  encodeBase64,
  keyIdOf,
  type PayloadType,
  preAuthentication,
  type Sha256,
  type TrustRoot,
  type VerifySignature,
} from '@slipway/core/document';
import { asDigest, type Digest, type KeyId } from '@slipway/core/ids';
import { explain } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { PrivateFiles, Signing } from '../../ports/index.ts';
import { verifyEd25519 } from './verify-ed25519.ts';

const KEY_FILE = 'controller-key.pem';
const ROOT_TYPE: PayloadType = 'application/vnd.slipway.trust-root+json;version=1';
/** An Ed25519 public key in SubjectPublicKeyInfo form is 12 bytes of header and the raw 32. */
const SPKI_HEADER_BYTES = 12;

const sha256: Sha256 = (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);

interface OwnKey {
  readonly key: KeyObject;
  readonly keyId: KeyId;
  readonly publicKey: Uint8Array;
}

/**
 * Opens the keys of `files`, or makes them where there are none. Throws where key and trust roots do not belong
 * together: signing on would give documents that no agent accepts.
 */
export const openFileSigning = async (options: {
  readonly files: PrivateFiles;
  readonly authorityFingerprint: Digest;
  readonly now: Instant;
}): Promise<Signing> => {
  const { files, authorityFingerprint, now } = options;
  const own = await openKey(files);
  const kept = await readRoots(files);
  const envelopes = kept.length > 0 ? kept : [await makeFirstRoot({ files, own, authorityFingerprint, now })];
  const roots = acceptAll(envelopes);
  const current = roots.at(-1);
  if (current === undefined) throw new Error('there is no trust root');
  if (!current.roles.controller.keyIds.includes(own.keyId)) {
    throw new Error(`the trust root version ${current.version} does not name this controller's key`);
  }
  if (current.authorityFingerprint !== authorityFingerprint) {
    throw new Error(`the trust root version ${current.version} names another certificate authority`);
  }
  const currentDigest = digestOf(current, sha256);
  return {
    sign: async (payloadType, document) => signDocument(own, payloadType, document),
    trustRoots: async () => ({ envelopes, current, currentDigest }),
  };
};

const openKey = async (files: PrivateFiles): Promise<OwnKey> => {
  const kept = await files.read(KEY_FILE);
  if (kept !== null) return ownKey(createPrivateKey(kept));
  const { privateKey } = generateKeyPairSync('ed25519');
  await files.write(KEY_FILE, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return ownKey(privateKey);
};

const ownKey = (key: KeyObject): OwnKey => {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const publicKey = new Uint8Array(spki.subarray(SPKI_HEADER_BYTES));
  return { key, keyId: keyIdOf(publicKey, sha256), publicKey };
};

const rootFile = (version: number): string => `trust-root-${version}.json`;

const readRoots = async (files: PrivateFiles): Promise<readonly Envelope[]> => {
  const envelopes: Envelope[] = [];
  for (let version = 1; ; version += 1) {
    const text = await files.read(rootFile(version));
    if (text === null) return envelopes;
    envelopes.push(JSON.parse(text) as Envelope);
  }
};

const makeFirstRoot = async (made: {
  readonly files: PrivateFiles;
  readonly own: OwnKey;
  readonly authorityFingerprint: Digest;
  readonly now: Instant;
}): Promise<Envelope> => {
  const { files, own, authorityFingerprint, now } = made;
  const root: TrustRoot = {
    schema: 'slipway.trust-root/1',
    version: 1,
    issuedAt: now,
    authorityFingerprint,
    keys: [{ keyId: own.keyId, algorithm: 'ed25519', publicKey: encodeBase64(own.publicKey) }],
    roles: {
      controller: { keyIds: [own.keyId], threshold: 1 },
      approver: { keyIds: [], threshold: 0 },
    },
  };
  const envelope = signDocument(own, ROOT_TYPE, root);
  await files.write(rootFile(1), JSON.stringify(envelope));
  return envelope;
};

const signDocument = (own: OwnKey, payloadType: PayloadType, document: object): Envelope => {
  const bytes = preAuthentication(payloadType, canonicalBytes(document));
  const signature = new Uint8Array(sign(null, bytes, own.key));
  return assembleEnvelope({ payloadType, document, signatures: [{ keyId: own.keyId, signature }] });
};

/** By the agents' own rules, so that what they would refuse never leaves. The files themselves pin the first one. */
const acceptAll = (envelopes: readonly Envelope[]): readonly TrustRoot[] => {
  const roots: TrustRoot[] = [];
  for (const envelope of envelopes) {
    const accepted = acceptTrustRoot({
      current: roots.at(-1) ?? null,
      pinnedDigest: sha256(Buffer.from(envelope.payload, 'base64')),
      envelope,
      verify: verifyEd25519 satisfies VerifySignature,
      sha256,
    });
    if (!accepted.ok) throw new Error(`a trust root cannot be used: ${explain(accepted.reason)}`);
    roots.push(accepted.value);
  }
  return roots;
};
