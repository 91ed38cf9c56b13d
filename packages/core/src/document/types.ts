// What a document is made of. See index.ts.

import type { Digest, KeyId } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';

/** A value that has exactly one canonical form (RFC 8785). Numbers are safe integers only: nothing that we sign needs more. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** SHA-256 of bytes. Comes from outside, since core has no `node:`; must be the real one everywhere. */
export type Sha256 = (bytes: Uint8Array) => Digest;
/** Ed25519 verification of `signature` over `bytes` by a raw 32-byte public key. */
export type VerifySignature = (options: {
  readonly publicKey: Uint8Array;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}) => boolean;

/** DSSE envelope: the payload is base64 of the canonical bytes, a signature covers {@link preAuthentication} of them. */
export interface Envelope {
  readonly payloadType: PayloadType;
  readonly payload: string;
  readonly signatures: readonly EnvelopeSignature[];
}

export interface EnvelopeSignature {
  readonly keyid: KeyId;
  /** base64 of 64 bytes. */
  readonly sig: string;
}

/** The kinds of document that anyone signs. A verifier is always told which one it expects. */
export type PayloadType =
  | 'application/vnd.slipway.trust-root+json;version=1'
  | 'application/vnd.slipway.plan-header+json;version=1'
  | 'application/vnd.slipway.start-grant+json;version=1'
  | 'application/vnd.slipway.adoption+json;version=1'
  | 'application/vnd.slipway.isolation+json;version=1';

export type TrustRole = 'controller' | 'approver';

/** Who may sign what. Version N is signed by the thresholds of both roles of version N-1; version 1 by its own controller keys. */
export interface TrustRoot {
  readonly schema: 'slipway.trust-root/1';
  readonly version: number;
  readonly issuedAt: Instant;
  /** SHA-256 of the certificate authority's certificate (DER), so that one digest pins both. */
  readonly authorityFingerprint: Digest;
  readonly keys: readonly TrustKey[];
  readonly roles: Readonly<Record<TrustRole, TrustRoleKeys>>;
}

export interface TrustKey {
  readonly keyId: KeyId;
  readonly algorithm: 'ed25519';
  /** base64 of the raw 32 bytes. */
  readonly publicKey: string;
}

export interface TrustRoleKeys {
  readonly keyIds: readonly KeyId[];
  /** How many different keys must have signed; 0 means that the role is not asked. The controller's is at least 1. */
  readonly threshold: number;
}

/** One sibling on the way from a leaf to the root. */
export interface ProofStep {
  readonly side: 'left' | 'right';
  readonly digest: Digest;
}
/** Ties one host plan to the header's root. */
export interface InclusionProof {
  readonly leafIndex: number;
  readonly leafCount: number;
  readonly path: readonly ProofStep[];
}
