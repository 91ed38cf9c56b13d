import {
  acceptTrustRoot,
  canonicalBytes,
  decodeBase64,
  digestOf,
  type Envelope,
  openEnvelope,
  parseCanonical,
  type TrustRoot,
} from '@slipway/core/document';
import { asHostId } from '@slipway/core/ids';
import { type HostPlanBundle, openHostPlan } from '@slipway/core/plan';
import { parseHostPlan, parseHostPlanBundle, parsePlanHeader, parseStartGrant } from '@slipway/protocol/documents';
import { sha256 } from '@slipway/testkit/builders';
import { missingFields, SIGNERS } from '@slipway/testkit/compat';
import { sealed, verify } from '@slipway/testkit/signer';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, documentOf, type Frozen, frozen, frozenIn, read, versions } from './frozen.ts';
import { madeToday } from './make.ts';

const documents = frozenIn('documents').map((one) => ({ ...one, envelope: one.value as Envelope }));
const bundles = frozenIn('host-plans').map((one) => ({ ...one, bundle: one.value as HostPlanBundle }));

const payloadOf = ({ payload }: Envelope): Uint8Array => {
  const bytes = decodeBase64(payload);
  if (bytes === null) throw new Error('the payload is not base64');
  return bytes;
};

/** The newest root of the frozen chain, as an agent that enrolled then trusts it now. */
const trustedIn = (version: string): TrustRoot => {
  const roots = ['first', 'second'].map((form) => frozen('documents', version, `trust-root.${form}`) as Envelope);
  let current: TrustRoot | null = null;
  for (const envelope of roots) {
    const pinnedDigest = sha256(payloadOf(envelope));
    current = read(acceptTrustRoot({ current, pinnedDigest, envelope, verify, sha256 }));
  }
  if (current === null) throw new Error('no root is frozen');
  return current;
};

const opened = ({ version, kind, envelope }: Frozen & { readonly envelope: Envelope }) => {
  const { type: expectedType, roles } = documentOf(kind);
  return openEnvelope({ envelope, expectedType, root: trustedIn(version), roles, verify, sha256 });
};

describe('a frozen document', () => {
  it('exists for every kind, and for every form that is written today', () => {
    expect(new Set(documents.map(({ kind }) => kind))).toEqual(new Set(Object.keys(DOCUMENTS)));
    const names = [...documents, ...bundles].map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(madeToday().documents)));
    expect(names).toEqual(expect.arrayContaining(Object.keys(madeToday()['host-plans'])));
  });

  // The first root is replaced by the second, whose threshold it does not carry: the chain above is its test.
  it.each(documents.filter(({ name }) => name !== 'trust-root.first'))(
    'of version $version, $name, opens under the frozen trust root and is read as it stands',
    (document) => {
      const value = read(opened(document));
      expect(documentOf(document.kind).parse(value)).toEqual({ ok: true, value });
    },
  );

  it.each(documents)('of version $version, $name, has the same canonical bytes again', ({ kind, envelope }) => {
    const bytes = payloadOf(envelope);
    const parsed = read(documentOf(kind).parse(read(parseCanonical(bytes, kind))));
    expect(canonicalBytes(parsed)).toEqual(bytes);
  });

  it.each(documents)('of version $version, $name, is signed the same again', ({ kind, envelope }) => {
    const signers = SIGNERS.filter(({ keyId }) => envelope.signatures.some(({ keyid }) => keyid === keyId));
    const document = read(parseCanonical(payloadOf(envelope), kind));
    expect(sealed(documentOf(kind).type, Object(document), signers)).toEqual(envelope);
  });

  it.each(documents)('of version $version, $name, has every field that is always written today', (document) => {
    const today = madeToday().documents[document.name] as Envelope;
    const contents = (envelope: Envelope) => read(parseCanonical(payloadOf(envelope), document.kind));
    expect(missingFields(contents(today), contents(document.envelope))).toEqual([]);
    expect(missingFields(today, document.envelope)).toEqual([]);
  });
});

describe('a frozen host plan', () => {
  /** A bundle of another plan than the others has a header of its own name. */
  const headerOf = (version: string, name: string) => {
    const ofVersion = documents.filter((one) => one.version === version);
    const header =
      ofVersion.find((one) => one.name === `plan-header.${name}`) ??
      ofVersion.find((one) => one.name === 'plan-header');
    if (header === undefined) throw new Error(`version ${version} has no plan header`);
    return { envelope: header.envelope, header: read(parsePlanHeader(read(opened(header)))) };
  };

  it.each(bundles)('of version $version, $name, is read as it stands', ({ bundle }) => {
    expect(parseHostPlanBundle(bundle)).toEqual({ ok: true, value: bundle });
    expect(parseHostPlan(bundle.hostPlan)).toEqual({ ok: true, value: bundle.hostPlan });
  });

  it.each(bundles)('of version $version, $name, belongs to the signed header', ({ version, name, bundle }) => {
    const { envelope, header } = headerOf(version, name);
    expect(bundle.header).toEqual(envelope);
    const { hostId } = bundle.hostPlan;
    expect(openHostPlan({ bundle, header, hostId, sha256 })).toEqual({ ok: true, value: bundle.hostPlan });
    expect(header.hostPlans).toContainEqual({ hostId, digest: digestOf(bundle.hostPlan, sha256) });
    // The proof proves something: with one generation more it does not hold.
    const other = { ...bundle, hostPlan: { ...bundle.hostPlan, generation: bundle.hostPlan.generation + 1 } };
    expect(openHostPlan({ bundle: other, header, hostId, sha256 })).toMatchObject({
      ok: false,
      reason: { code: 'proof-mismatch' },
    });
  });

  it.each(bundles)('of version $version, $name, has every field that is always written today', ({ name, bundle }) => {
    expect(missingFields(madeToday()['host-plans'][name], bundle)).toEqual([]);
  });

  it.each(versions)('of version %s is the one that the start grant and the check-in name', (version) => {
    const { header, envelope } = headerOf(version, 'packages');
    const grant = documents.find((one) => one.version === version && one.kind === 'start-grant');
    if (grant === undefined) throw new Error(`version ${version} has no start grant`);
    const named = read(parseStartGrant(read(opened(grant))));
    const listed = header.hostPlans.find(({ hostId }) => hostId === asHostId('app1'));
    expect(named).toMatchObject({ planDigest: sha256(payloadOf(envelope)), hostPlanDigest: listed?.digest });
    expect(frozen('messages', version, 'check-in.under-way')).toMatchObject({ readyFor: listed?.digest });
  });
});
