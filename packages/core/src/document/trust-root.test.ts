import { digestOfText, sha256 } from '@slipway/testkit/builders';
import { newSigner, type Signer, sealed as sealedAs, verify } from '@slipway/testkit/signer';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../ids/index.ts';
import { asInstant } from '../time/index.ts';
import { digestOf } from './canonical.ts';
import { acceptTrustRoot, readTrustRoot, TRUST_KEYS_MAX } from './trust-root.ts';
import type { Envelope, JsonValue, TrustRoot } from './types.ts';

const TYPE = 'application/vnd.slipway.trust-root+json;version=1';
const first = newSigner();
const second = newSigner();
const approver = newSigner();

const rootOf = (
  given: Partial<TrustRoot> & { readonly controllers: readonly Signer[]; readonly threshold?: number },
): TrustRoot => {
  const { controllers, threshold = 1, ...rest } = given;
  return {
    schema: 'slipway.trust-root/1',
    version: 1,
    issuedAt: asInstant('2026-11-21T08:00:00.000Z'),
    authorityFingerprint: digestOfText('authority'),
    keys: [...controllers, approver].map(({ key }) => key),
    roles: {
      controller: { keyIds: controllers.map(({ keyId }) => keyId), threshold },
      approver: { keyIds: [approver.keyId], threshold: 0 },
    },
    ...rest,
  };
};

const sealed = (document: object, signers: readonly Signer[]): Envelope => sealedAs(TYPE, document, signers);

const accept = (envelope: Envelope, current: TrustRoot | null, pinnedDigest: Digest | null = null) =>
  acceptTrustRoot({ current, pinnedDigest, envelope, verify, sha256 });

const one = rootOf({ controllers: [first] });
const pin = digestOf(one, sha256);

describe('the first trust root', () => {
  it('is the one that the enrolment line names', () => {
    expect(accept(sealed(one, [first]), null, pin)).toEqual({ ok: true, value: one });
  });

  it('may be a later version: hosts enrol after keys have changed, too', () => {
    const three = rootOf({ controllers: [second], version: 3 });
    expect(accept(sealed(three, [second]), null, digestOf(three, sha256))).toMatchObject({ ok: true });
  });

  it('is no other, however well signed', () => {
    const other = rootOf({ controllers: [first], authorityFingerprint: digestOfText('another authority') });
    expect(accept(sealed(other, [first]), null, pin)).toMatchObject({
      ok: false,
      reason: { code: 'document-malformed' },
    });
  });

  it('is never taken without a pin', () => {
    expect(accept(sealed(one, [first]), null, null)).toMatchObject({ ok: false });
  });

  it('is signed by its own controllers', () => {
    const unsigned = { ok: false, reason: { code: 'trust-root-unsigned', facts: { found: 1, current: 1 } } };
    expect(accept(sealed(one, []), null, pin)).toEqual(unsigned);
    expect(accept(sealed(one, [second]), null, pin)).toEqual(unsigned);
    expect(accept(sealed(one, [approver]), null, pin)).toEqual(unsigned);
  });
});

describe('a later trust root', () => {
  const two = rootOf({ controllers: [second], version: 2 });

  it('is the next version, signed by the controllers before it and by its own', () => {
    expect(accept(sealed(two, [first, second]), one)).toEqual({ ok: true, value: two });
  });

  it('leads on, version by version', () => {
    const three = rootOf({ controllers: [first, second], threshold: 2, version: 3 });
    expect(accept(sealed(three, [first, second]), two)).toMatchObject({ ok: true });
    expect(accept(sealed(three, [second]), two)).toMatchObject({ ok: false });
  });

  it('does not come from its own keys alone', () => {
    expect(accept(sealed(two, [second]), one)).toEqual({
      ok: false,
      reason: { code: 'trust-root-unsigned', facts: { found: 2, current: 1 } },
    });
  });

  it('does not name keys that nobody holds', () => {
    expect(accept(sealed(two, [first]), one)).toEqual({
      ok: false,
      reason: { code: 'trust-root-unsigned', facts: { found: 2, current: 2 } },
    });
  });

  it('needs the whole threshold of the version before', () => {
    const strict = rootOf({ controllers: [first, approver], threshold: 2 });
    expect(accept(sealed(two, [first, second]), strict)).toMatchObject({ ok: false });
    expect(accept(sealed(two, [first, approver, second]), strict)).toMatchObject({ ok: true });
  });

  describe('after one that asks approvers', () => {
    const guarded = rootOf({
      controllers: [first],
      roles: {
        controller: { keyIds: [first.keyId], threshold: 1 },
        approver: { keyIds: [approver.keyId], threshold: 1 },
      },
    });

    it('is not made by the controller alone, which could name itself approver or ask nobody any more', () => {
      expect(accept(sealed(two, [first, second]), guarded)).toEqual({
        ok: false,
        reason: { code: 'trust-root-unsigned', facts: { found: 2, current: 1 } },
      });
    });

    it('is not made by the approvers alone', () => {
      expect(accept(sealed(two, [approver, second]), guarded)).toMatchObject({ ok: false });
    });

    it('is made by both', () => {
      expect(accept(sealed(two, [first, approver, second]), guarded)).toEqual({ ok: true, value: two });
    });
  });

  it('is not pinned: the chain alone leads to it', () => {
    expect(accept(sealed(two, [first, second]), one, pin)).toMatchObject({ ok: true });
  });

  it.each([1, 2])('of version %i is not newer than version 2', (version) => {
    const older = rootOf({ controllers: [second], version });
    expect(accept(sealed(older, [first, second]), two)).toEqual({
      ok: false,
      reason: { code: 'trust-root-not-newer', facts: { found: version, current: 2 } },
    });
  });

  it('leaves no version out', () => {
    const three = rootOf({ controllers: [second], version: 3 });
    expect(accept(sealed(three, [first, second]), one)).toMatchObject({
      ok: false,
      reason: { code: 'document-malformed' },
    });
  });
});

describe('readTrustRoot', () => {
  const plain = JSON.parse(JSON.stringify(one)) as { [field: string]: JsonValue };
  const roles = plain['roles'] as { [role: string]: { [field: string]: JsonValue } };
  const [key] = plain['keys'] as [{ [field: string]: JsonValue }];
  const role = (name: string, given: { [field: string]: JsonValue }): JsonValue => ({
    ...plain,
    roles: { ...roles, [name]: { ...roles[name], ...given } },
  });

  it('reads a sound one', () => {
    expect(readTrustRoot(plain, sha256)).toEqual({ ok: true, value: one });
  });

  it.each<[string, JsonValue]>([
    ['no object', 'root'],
    ['a list', [plain]],
    ['another schema', { ...plain, schema: 'slipway.trust-root/2' }],
    ['version 0', { ...plain, version: 0 }],
    ['a version in words', { ...plain, version: '1' }],
    ['a field that nobody knows', { ...plain, extra: 1 }],
    ['an instant that does not exist', { ...plain, issuedAt: '2026-02-30T00:00:00.000Z' }],
    ['an authority that is no digest', { ...plain, authorityFingerprint: 'sha256:00' }],
    ['no list of keys', { ...plain, keys: {} }],
    ['too many keys', { ...plain, keys: Array.from({ length: TRUST_KEYS_MAX + 1 }, () => key) }],
    ['a key twice', { ...plain, keys: [...(plain['keys'] as JsonValue[]), key] }],
    ['another algorithm', { ...plain, keys: [{ ...key, algorithm: 'rsa' }] }],
    ['a key that is too short', { ...plain, keys: [{ ...key, publicKey: 'AAAA' }] }],
    ['a key under a name that is not its digest', { ...plain, keys: [{ ...key, keyId: digestOfText('x') }] }],
    ['a role that is not there', { ...plain, roles: { controller: roles['controller'] as JsonValue } }],
    ['a role more', { ...plain, roles: { ...roles, auditor: roles['approver'] as JsonValue } }],
    ['a controller threshold of 0', role('controller', { threshold: 0 })],
    ['a threshold that cannot be met', role('controller', { threshold: 2 })],
    [
      'a threshold that two names of one key would meet',
      role('controller', { threshold: 2, keyIds: [first.keyId, first.keyId] }),
    ],
    ['a role of unknown keys', role('approver', { keyIds: [second.keyId] })],
    ['a threshold below 0', role('approver', { threshold: -1 })],
    [
      'a controller that is its own approver',
      role('approver', { keyIds: [approver.keyId, first.keyId], threshold: 1 }),
    ],
  ])('refuses %s', (_name, value) => {
    expect(readTrustRoot(value, sha256)).toMatchObject({ ok: false, reason: { code: 'document-malformed' } });
  });

  it('takes an approver role that nobody has', () => {
    expect(readTrustRoot(role('approver', { keyIds: [] }), sha256)).toMatchObject({ ok: true });
  });
});
