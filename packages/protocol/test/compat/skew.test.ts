// The rule of README.md, on every frozen message and document.

import { type Envelope, openEnvelope, type PayloadType, parseCanonical, type TrustRoot } from '@slipway/core/document';
import { explain, type Outcome } from '@slipway/core/reasons';
import { PROTOCOL_VERSION } from '@slipway/protocol/agent';
import { parseHostPlanBundle } from '@slipway/protocol/documents';
import { digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { addedFields } from '@slipway/testkit/compat';
import { sealed, seededSigner, verify } from '@slipway/testkit/signer';
import { describe, expect, it } from 'vitest';
import { documentOf, frozenIn, parserOf, read } from './frozen.ts';
import { madeToday } from './make.ts';

const LATER = { addedLater: { by: 'a newer version' } };

/** Objects that a message itself is made of; every other one in it belongs to a document. */
const OWN_PLACES: readonly (readonly string[])[] = [
  [],
  ['ledger'],
  ['refusal'],
  ['wants'],
  ['wants', 'inventory'],
  ['wants', 'proposals', '0'],
  ['wants', 'proposals', '0', 'back'],
  ['wants', 'readings', '0'],
  ['wants', 'readings', '1'],
  ['wants', 'readings', '2'],
  ['wants', 'readings', '3'],
  ['wants', 'readings', '4'],
  ['wants', 'readings', '5'],
  ['isolation'],
  ['hostPlan'],
  ['readings', '0'],
  ['readings', '1'],
  ['readings', '2'],
  ...['0', '1', '2'].map((check) => ['readings', '2', 'checks', check]),
  ['readings', '3'],
  ['readings', '4'],
  ['readings', '4', 'output'],
  ['readings', '3', 'wholeHost'],
  ['readings', '3', 'wholeHost', 'notWhole', '0'],
  ...['0', '1', '2'].map((file) => ['readings', '3', 'wholeHost', 'differing', file]),
];

/** Whose keys are data, not fields. */
const FREE = new Set(['facts', 'parameters']);

type Path = readonly string[];

/** Paths of all objects in a value, lists passed through. */
const objectsIn = (value: unknown, path: Path = []): readonly Path[] => {
  if (typeof value !== 'object' || value === null || FREE.has(path.at(-1) ?? '')) return [];
  const inside = Object.entries(value).flatMap(([key, part]) => objectsIn(part, [...path, key]));
  return Array.isArray(value) ? inside : [path, ...inside];
};

const withLater = (value: object, path: Path): object => {
  const copy = structuredClone(value);
  let place: Record<string, unknown> = copy as Record<string, unknown>;
  for (const key of path) place = place[key] as Record<string, unknown>;
  Object.assign(place, LATER);
  return copy;
};

/** The places at which an unknown field was not refused as such. */
const acceptedWithLater = (
  parse: (input: unknown) => Outcome<object>,
  value: object,
  places: readonly Path[],
): readonly Path[] =>
  places.filter((path) => {
    const parsed = parse(withLater(value, path));
    return parsed.ok || parsed.reason.code !== 'document-malformed';
  });

const isOwn = (path: Path): boolean => OWN_PLACES.some((own) => own.join('/') === path.join('/'));

const messages = frozenIn('messages');
const stating = messages.filter(({ value }) => 'protocol' in value);

describe('a message', () => {
  it.each(messages)('$name: an unknown field of its own is ignored', ({ kind, value }) => {
    const places = objectsIn(value).filter(isOwn);
    expect(places).toContainEqual([]);
    expect(places.filter((path) => !parserOf(kind)(withLater(value, path)).ok)).toEqual([]);
  });

  it.each(messages)('$name: an unknown field of a document inside is refused', ({ kind, value }) => {
    const places = objectsIn(value).filter((path) => !isOwn(path));
    expect(acceptedWithLater(parserOf(kind), value, places)).toEqual([]);
  });

  it('states its protocol, but for the answers to one that does', () => {
    const silent = messages.filter((one) => !stating.includes(one));
    expect(new Set(silent.map(({ kind }) => kind))).toEqual(new Set(['inventory-reply', 'ledger-reply']));
  });

  it.each(stating)('$name: another protocol is refused before anything else is looked at', ({ kind, value }) => {
    for (const later of [{ ...value, protocol: 2 }, { protocol: 2 }]) {
      const refused = parserOf(kind)(later);
      if (refused.ok) throw new Error('it was accepted');
      expect(refused.reason).toMatchObject({
        code: 'document-version-unknown',
        facts: { found: 2, known: PROTOCOL_VERSION },
      });
      expect(explain(refused.reason)).toMatch(/has version 2; this program knows 1\. Upgrade this side first/);
    }
  });

  it.each(stating)('$name: none, or one that is no number, is refused', ({ kind, value }) => {
    for (const protocol of [undefined, null, '1', 1.5]) {
      expect(parserOf(kind)({ ...value, protocol })).toMatchObject({ ok: false });
    }
  });
});

describe('a document', () => {
  const documents = frozenIn('documents').map((one) => {
    const { payload } = one.value as Envelope;
    return { ...one, document: read(parseCanonical(Buffer.from(payload, 'base64'), one.kind)) as object };
  });

  it.each(documents)('$name: an unknown field is refused, wherever it stands', ({ kind, document }) => {
    const places = objectsIn(document);
    expect(places).toContainEqual([]);
    expect(acceptedWithLater(documentOf(kind).parse, document, places)).toEqual([]);
  });

  /** What version 1 did not write yet. */
  const ADDED: Readonly<Record<string, readonly string[]>> = { 'start-grant': ['logs', 'transaction'] };

  it.each(documents)('$name: a missing field is refused, but one that version 1 lacked', ({ kind, document }) => {
    const without = (field: string) => Object.fromEntries(Object.entries(document).filter(([name]) => name !== field));
    const accepted = Object.keys(document).filter((field) => documentOf(kind).parse(without(field)).ok);
    expect(accepted).toEqual(Object.keys(document).filter((field) => ADDED[kind]?.includes(field)));
  });

  it.each(documents)('$name: another version is refused by its name, however well signed', ({ kind, document }) => {
    const signer = seededSigner('controller of version 2');
    const expectedType = documentOf(kind).type;
    const type = expectedType.replace('version=1', 'version=2') as PayloadType;
    const role = { keyIds: [signer.keyId], threshold: 1 };
    const root: TrustRoot = {
      schema: 'slipway.trust-root/1',
      version: 1,
      issuedAt: THE_MORNING,
      authorityFingerprint: digestOfText('authority'),
      keys: [signer.key],
      roles: { controller: role, approver: role },
    };
    const envelope = sealed(type, document, [signer]);
    expect(openEnvelope({ envelope, expectedType, root, roles: ['controller'], verify, sha256 })).toMatchObject({
      ok: false,
      reason: { code: 'document-version-unknown', facts: { found: '2', known: '1' } },
    });
    expect(documentOf(kind).parse({ ...document, schema: 'slipway.another/2' })).toMatchObject({ ok: false });
  });

  it.each(frozenIn('host-plans'))('host plan $name: an unknown field is refused, wherever it stands', ({ value }) => {
    expect(acceptedWithLater(parseHostPlanBundle, value, objectsIn(value))).toEqual([]);
  });
});

describe('an agent of version 1 that meets the controller of today', () => {
  const FROM_CONTROLLER = ['trust-reply', 'enrol-reply', 'check-in-reply', 'inventory-reply', 'ledger-reply'];
  const first = frozenIn('messages').filter(({ version }) => version === '1');
  const bundlesOfFirst = frozenIn('host-plans').filter(({ version }) => version === '1');

  // Its parsers refuse a document with a field that they do not know. What it names no capability for is not sent to it:
  // the forms in madeToday are those that it asks for, as its capabilities say.
  it.each(first.filter(({ kind }) => FROM_CONTROLLER.includes(kind)))('is sent $name without a new field', (one) => {
    const ofKind = first.filter(({ kind }) => kind === one.kind).map(({ value }) => value);
    expect(addedFields([madeToday().messages[one.name]], ofKind)).toEqual([]);
  });

  it.each(bundlesOfFirst)('is sent host plan $name without a new field', ({ name }) => {
    const values = bundlesOfFirst.map(({ value }) => value);
    expect(addedFields([madeToday()['host-plans'][name]], values)).toEqual([]);
  });

  it('would show a new field', () => {
    expect(addedFields([{ a: 1, b: [{ c: 2 }] }], [{ a: 1, b: [{}] }])).toEqual(['[].b[].c']);
  });
});
