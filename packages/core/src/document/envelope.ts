// The signed form of a document: a DSSE envelope, opened only against a trust root and an expected type.

import type { KeyId } from '../ids/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { canonicalBytes } from './canonical.ts';
import { parseCanonical } from './parse.ts';
import { countSigners } from './signatures.ts';
import type { Envelope, JsonValue, PayloadType, Sha256, TrustRole, TrustRoot, VerifySignature } from './types.ts';

/** More than all keys of any trust root here; a bound, because each one costs a verification. */
export const SIGNATURES_MAX = 64;

/** Puts a document and the signatures over `preAuthentication(payloadType, canonicalBytes(document))` together. */
export const assembleEnvelope = (options: {
  readonly payloadType: PayloadType;
  readonly document: object;
  readonly signatures: readonly { readonly keyId: KeyId; readonly signature: Uint8Array }[];
}): Envelope => ({
  payloadType: options.payloadType,
  payload: encodeBase64(canonicalBytes(options.document)),
  signatures: options.signatures.map(({ keyId, signature }) => ({ keyid: keyId, sig: encodeBase64(signature) })),
});

/**
 * The document in an envelope, if for each of `roles` at least the root's threshold of different keys has signed it.
 * A role whose threshold is 0 is not asked; if none is asked, the answer is no: unsigned is never good enough.
 * Signatures are checked before the payload is parsed. What is in the document is the caller's to validate.
 */
export function openEnvelope(options: {
  readonly envelope: Envelope;
  readonly expectedType: PayloadType;
  readonly root: TrustRoot;
  readonly roles: readonly TrustRole[];
  readonly verify: VerifySignature;
  readonly sha256: Sha256;
}): Outcome<JsonValue> {
  const { envelope, expectedType, root, roles, verify, sha256 } = options;
  const document = documentName(expectedType);
  const payload = payloadOf(envelope, expectedType);
  if (!payload.ok) return payload;
  let asked = 0;
  for (const role of roles) {
    const { keyIds, threshold } = root.roles[role];
    if (threshold === 0) continue;
    asked += 1;
    const found = countSigners({ envelope, payload: payload.value, keys: root.keys, keyIds, verify, sha256 });
    if (found < threshold) return refuse('signature-missing', { document, role, found, needed: threshold });
  }
  if (asked === 0) return refuse('signature-missing', { document, role: roles.join(', '), found: 0, needed: 1 });
  return parseCanonical(payload.value, document);
}

/** The payload's bytes of an envelope of the expected type; nothing about signatures. */
export function payloadOf(envelope: Envelope, expectedType: PayloadType): Outcome<Uint8Array> {
  const document = documentName(expectedType);
  if (envelope.payloadType !== expectedType) return wrongType(envelope.payloadType, expectedType);
  if (envelope.signatures.length > SIGNATURES_MAX) {
    return refuse('document-malformed', { document, detail: `it carries more than ${SIGNATURES_MAX} signatures` });
  }
  const payload = decodeBase64(envelope.payload);
  return payload === null
    ? refuse('document-malformed', { document, detail: 'its payload is not base64' })
    : ok(payload);
}

const TYPE = /^application\/vnd\.slipway\.([a-z-]+)\+json;version=(\d+)$/;

/** For people: `application/vnd.slipway.plan-header+json;version=1` is a "plan header". */
export const documentName = (type: PayloadType): string => (TYPE.exec(type)?.[1] ?? type).replaceAll('-', ' ');

function wrongType(found: string, expected: PayloadType): Outcome<never> {
  const document = documentName(expected);
  const [, foundKind, foundVersion] = TYPE.exec(found) ?? [];
  const [, expectedKind, expectedVersion] = TYPE.exec(expected) ?? [];
  if (foundKind === expectedKind && foundVersion !== undefined && expectedVersion !== undefined) {
    return refuse('document-version-unknown', { document, found: foundVersion, known: expectedVersion });
  }
  return refuse('document-malformed', { document, detail: `it is of type ${found}` });
}
