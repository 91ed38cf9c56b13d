import { Buffer } from 'node:buffer';
import { digestOfText, sha256 } from '@slipway/testkit/builders';
import { newSigner, type Signer, sealed, verify } from '@slipway/testkit/signer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asKeyId } from '../ids/index.ts';
import { asInstant } from '../time/index.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { documentName, openEnvelope, SIGNATURES_MAX } from './envelope.ts';
import { keyIdOf, preAuthentication } from './signatures.ts';
import type { Envelope, PayloadType, TrustRole, TrustRoot } from './types.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const GRANT: PayloadType = 'application/vnd.slipway.start-grant+json;version=1';
const HEADER: PayloadType = 'application/vnd.slipway.plan-header+json;version=1';
const controller = newSigner();
const secondController = newSigner();
const approver = newSigner();
const secondApprover = newSigner();
const stranger = newSigner();
const document = { hostId: 'host-1', generation: 7, schema: 'slipway.start-grant/1' };

const rootOf = (thresholds: { readonly controller: number; readonly approver: number }): TrustRoot => ({
  schema: 'slipway.trust-root/1',
  version: 1,
  issuedAt: asInstant('2026-11-21T08:00:00.000Z'),
  authorityFingerprint: digestOfText('authority'),
  keys: [controller, secondController, approver, secondApprover].map(({ key }) => key),
  roles: {
    controller: { keyIds: [controller.keyId, secondController.keyId], threshold: thresholds.controller },
    approver: { keyIds: [approver.keyId, secondApprover.keyId], threshold: thresholds.approver },
  },
});
const root = rootOf({ controller: 1, approver: 0 });

const signedBy = (signers: readonly Signer[], payloadType: PayloadType = GRANT): Envelope =>
  sealed(payloadType, document, signers);

const open = (
  envelope: Envelope,
  given: { readonly root?: TrustRoot; readonly roles?: readonly TrustRole[]; readonly expectedType?: PayloadType } = {},
) =>
  openEnvelope({
    envelope,
    expectedType: GRANT,
    root,
    roles: ['controller', 'approver'],
    verify,
    sha256,
    ...given,
  });

const missing = (role: string, found: number, needed: number) => ({
  ok: false,
  reason: { code: 'signature-missing', facts: { document: 'start grant', role, found, needed } },
});

describe('preAuthentication', () => {
  it('is that of the DSSE specification', () => {
    const bytes = preAuthentication('http://example.com/HelloWorld' as PayloadType, encodeUtf8('hello world'));
    expect(decodeUtf8(bytes)).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('differs wherever type or payload differ', () => {
    const text = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(text, text, text, text, (type, payload, otherType, otherPayload) => {
        fc.pre(type !== otherType || payload !== otherPayload);
        const one = preAuthentication(type as PayloadType, encodeUtf8(payload));
        const other = preAuthentication(otherType as PayloadType, encodeUtf8(otherPayload));
        expect(decodeUtf8(one)).not.toBe(decodeUtf8(other));
      }),
    );
  });
});

describe('openEnvelope', () => {
  it('gives back the document that was signed', () => {
    expect(open(signedBy([controller]))).toEqual({ ok: true, value: document });
  });

  it('asks each role for its threshold of different keys', () => {
    const strict = { root: rootOf({ controller: 2, approver: 1 }) };
    expect(open(signedBy([controller, approver]), strict)).toEqual(missing('controller', 1, 2));
    expect(open(signedBy([controller, secondController]), strict)).toEqual(missing('approver', 0, 1));
    expect(open(signedBy([approver, secondController, controller]), strict)).toMatchObject({ ok: true });
  });

  it('counts a key once, however often it signed', () => {
    const strict = { root: rootOf({ controller: 2, approver: 0 }) };
    expect(open(signedBy([controller, controller]), strict)).toEqual(missing('controller', 1, 2));
  });

  it('counts one key under two ids once', () => {
    const alias = asKeyId(digestOfText('another name for the same key'));
    const strict = rootOf({ controller: 2, approver: 0 });
    const doubled: TrustRoot = {
      ...strict,
      keys: [controller.key, { ...controller.key, keyId: alias }],
      roles: { ...strict.roles, controller: { keyIds: [controller.keyId, alias], threshold: 2 } },
    };
    const envelope = signedBy([controller, { ...controller, keyId: alias }]);
    expect(open(envelope, { root: doubled })).toEqual(missing('controller', 1, 2));
  });

  it('does not take the key of one role for another', () => {
    expect(open(signedBy([approver]))).toEqual(missing('controller', 0, 1));
    expect(open(signedBy([stranger]))).toEqual(missing('controller', 0, 1));
    expect(open(signedBy([{ ...stranger, keyId: controller.keyId }]))).toEqual(missing('controller', 0, 1));
  });

  it('passes over signatures that prove nothing', () => {
    const envelope = signedBy([stranger, { ...stranger, keyId: controller.keyId }, controller]);
    expect(open(envelope)).toMatchObject({ ok: true });
  });

  it('is never satisfied with no signature at all', () => {
    expect(open(signedBy([]))).toEqual(missing('controller', 0, 1));
    expect(open(signedBy([approver]), { roles: ['approver'] })).toEqual(missing('approver', 0, 1));
    expect(open(signedBy([controller]), { roles: [] })).toMatchObject({ ok: false });
  });

  it('does not pass a document of one kind for another, although the signature holds', () => {
    expect(open(signedBy([controller], HEADER))).toMatchObject({ ok: false, reason: { code: 'document-malformed' } });
    expect(open(signedBy([controller], HEADER), { expectedType: HEADER })).toMatchObject({ ok: true });
  });

  it('says so when the document is of a version that it does not know', () => {
    const envelope = signedBy([controller], 'application/vnd.slipway.start-grant+json;version=2' as PayloadType);
    expect(open(envelope)).toEqual({
      ok: false,
      reason: { code: 'document-version-unknown', facts: { document: 'start grant', found: '2', known: '1' } },
    });
  });

  it('refuses a signed payload that is not canonical', () => {
    const payload = encodeUtf8('{"b":1, "a":2}');
    const signature = controller.sign(preAuthentication(GRANT, payload));
    const envelope: Envelope = {
      payloadType: GRANT,
      payload: encodeBase64(payload),
      signatures: [{ keyid: controller.keyId, sig: encodeBase64(signature) }],
    };
    expect(open(envelope)).toMatchObject({ ok: false, reason: { code: 'document-malformed' } });
  });

  it('refuses more signatures than it is willing to verify', () => {
    const [signature] = signedBy([controller]).signatures;
    if (signature === undefined) throw new Error('no signature was made');
    const flooded = {
      ...signedBy([controller]),
      signatures: Array.from({ length: SIGNATURES_MAX + 1 }, () => signature),
    };
    expect(open(flooded)).toMatchObject({ ok: false, reason: { code: 'document-malformed' } });
  });

  it('falls with every single changed character of type, payload, key id and signature', () => {
    const envelope = signedBy([controller]);
    const [signature] = envelope.signatures as [Envelope['signatures'][0]];
    const changed = (text: string, use: (changedText: string) => Envelope): void => {
      for (let at = 0; at < text.length; at++) {
        for (const replacement of ['A', 'z', '0', '/', '=', ' ']) {
          if (text[at] === replacement) continue;
          const other = use(text.slice(0, at) + replacement + text.slice(at + 1));
          expect(open(other), `${replacement} at ${at} of ${text}`).toMatchObject({ ok: false });
        }
      }
    };
    changed(envelope.payloadType, (payloadType) => ({ ...envelope, payloadType: payloadType as PayloadType }));
    changed(envelope.payload, (payload) => ({ ...envelope, payload }));
    changed(signature.keyid, (keyid) => ({ ...envelope, signatures: [{ ...signature, keyid: asKeyId(keyid) }] }));
    changed(signature.sig, (sig) => ({ ...envelope, signatures: [{ ...signature, sig }] }));
  });

  it('falls with every single flipped bit of payload and signature', () => {
    const envelope = signedBy([controller]);
    const [signature] = envelope.signatures as [Envelope['signatures'][0]];
    const flipped = (base64: string, use: (changed: string) => Envelope): void => {
      const bytes = decodeBase64(base64) ?? new Uint8Array();
      expect(bytes.length).toBeGreaterThan(0);
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const other = Uint8Array.from(bytes);
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(open(use(encodeBase64(other))), `bit ${bit}`).toMatchObject({ ok: false });
      }
    };
    flipped(envelope.payload, (payload) => ({ ...envelope, payload }));
    flipped(signature.sig, (sig) => ({ ...envelope, signatures: [{ ...signature, sig }] }));
  });
});

it('names documents for people', () => {
  expect(documentName(HEADER)).toBe('plan header');
});

it('names a key by the digest of its raw bytes', () => {
  const raw = Uint8Array.from(Buffer.from(controller.key.publicKey, 'base64'));
  expect(keyIdOf(raw, sha256)).toBe(controller.keyId);
});
