import { canonicalBytes, type Envelope, encodeBase64, type JsonValue } from '@slipway/core/document';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { adoptionVerdictOn, documentIn, type Granted, granted, verdictOn } from './granted.ts';

// One byte, one field: whatever is changed in what lies in the inbox, the executor begins nothing and says why.

const PLAN = '/inbox/host-plan.json';
const GRANT = '/inbox/grant.json';
const ROOTS = '/inbox/trust-roots.json';
const ADOPTION = '/inbox/adoption.json';
const OWN_ROOTS = '/executor/trust.json';

let story: Granted;
beforeAll(async () => {
  story = await granted();
});
const bytesOf = (path: string): Uint8Array => {
  const bytes = story.host.files.content.get(path);
  if (bytes === undefined) throw new Error(`there is no ${path}`);
  return bytes;
};
const jsonOf = (path: string): JsonValue => JSON.parse(Buffer.from(bytesOf(path)).toString('utf8')) as JsonValue;

test('unchanged, the executor begins', async () => {
  expect(await verdictOn(story.host)).toEqual({ kind: 'began' });
  // Also where it has to follow the trust roots from the pinned digest on.
  expect(await verdictOn(story.host, { files: { [OWN_ROOTS]: null } })).toEqual({ kind: 'began' });
});

describe('one byte changed', () => {
  const aByte = (path: string) =>
    fc.record({ at: fc.nat(), bits: fc.integer({ min: 1, max: 255 }) }).map(({ at, bits }) => {
      const bytes = Uint8Array.from(bytesOf(path));
      const index = at % bytes.length;
      bytes[index] = (bytes[index] ?? 0) ^ bits;
      return bytes;
    });

  test.each([PLAN, GRANT])('anywhere in %s', async (path) => {
    const property = fc.asyncProperty(
      fc.constant(null).chain(() => aByte(path)),
      async (bytes) => {
        const verdict = await verdictOn(story.host, { files: { [path]: bytes } });
        // A grant that can no longer be read as one is no grant: then there is nothing to begin, nor to refuse.
        const isReadable = path !== GRANT || isEnvelope(bytes);
        expect(verdict.kind).toBe(isReadable ? 'refused' : 'idle');
      },
    );
    await fc.assert(property, { numRuns: 500 });
  });

  test('anywhere in the trust roots, where the host has none of its own yet', async () => {
    const property = fc.asyncProperty(
      fc.constant(null).chain(() => aByte(ROOTS)),
      async (bytes) => {
        const verdict = await verdictOn(story.host, { files: { [ROOTS]: bytes, [OWN_ROOTS]: null } });
        expect(verdict.kind).toBe('refused');
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  test('anywhere in an adoption order', async () => {
    const property = fc.asyncProperty(
      fc.constant(null).chain(() => aByte(ADOPTION)),
      async (bytes) => {
        const verdict = await adoptionVerdictOn(story.host, { files: { [ADOPTION]: bytes }, ledger: [] });
        expect(verdict).toMatchObject(isEnvelope(bytes) ? { ok: false } : { ok: true, value: 'unchanged' });
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });
});

describe('every field changed', () => {
  test('of host plan and inclusion proof', async () => {
    const { hostPlan, proof } = story.bundle;
    const parts = { hostPlan, proof } as unknown as JsonValue;
    let count = 0;
    for (const changed of everyChange(parts)) {
      const file = JSON.stringify({ header: story.bundle.header, ...(changed as object) });
      const verdict = await verdictOn(story.host, { files: { [PLAN]: file } });
      expect(verdict.kind, JSON.stringify(changed)).toBe('refused');
      count += 1;
    }
    expect(count).toBeGreaterThan(100);
  });

  test.each([
    [
      'the header',
      (changed: JsonValue) => ({ [PLAN]: { ...story.bundle, header: repacked(story.bundle.header, changed) } }),
      () => story.bundle.header,
    ],
    ['the grant', (changed: JsonValue) => ({ [GRANT]: repacked(grantEnvelope(), changed) }), () => grantEnvelope()],
  ] as const)('of %s, under the signature of the true one', async (_name, files, envelope) => {
    let count = 0;
    for (const changed of everyChange(documentIn(envelope()))) {
      const verdict = await verdictOn(story.host, { files: inJson(files(changed)) });
      expect(verdict, JSON.stringify(changed)).toMatchObject({ reason: { code: 'signature-missing' } });
      count += 1;
    }
    expect(count).toBeGreaterThan(10);
  });

  test('of the adoption order and of the trust root', async () => {
    const order = jsonOf(ADOPTION) as unknown as Envelope;
    for (const changed of everyChange(documentIn(order))) {
      const files = inJson({ [ADOPTION]: repacked(order, changed) });
      const verdict = await adoptionVerdictOn(story.host, { files, ledger: [] });
      expect(verdict, JSON.stringify(changed)).toMatchObject({ reason: { code: 'signature-missing' } });
    }
    const [root] = story.roots;
    if (root === undefined) throw new Error('no trust root');
    for (const changed of everyChange(documentIn(root))) {
      const files = { ...inJson({ [ROOTS]: [repacked(root, changed)] }), [OWN_ROOTS]: null };
      const verdict = await verdictOn(story.host, { files });
      expect(verdict, JSON.stringify(changed)).toMatchObject({
        kind: 'refused',
        reason: { code: 'document-malformed' },
      });
    }
  });
});

const grantEnvelope = (): Envelope => jsonOf(GRANT) as unknown as Envelope;

/** The same signatures over another document. */
const repacked = (envelope: Envelope, document: JsonValue): Envelope => ({
  ...envelope,
  payload: encodeBase64(canonicalBytes(document)),
});

const inJson = (files: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, value]) => [path, JSON.stringify(value)]));

const isEnvelope = (bytes: Uint8Array): boolean => {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<Envelope> | null;
    const { payloadType, payload, signatures } = value ?? {};
    return (
      typeof payloadType === 'string' &&
      typeof payload === 'string' &&
      Array.isArray(signatures) &&
      signatures.every(({ keyid, sig }) => typeof keyid === 'string' && typeof sig === 'string')
    );
  } catch {
    return false;
  }
};

/** The value with one thing in it changed, in every way that there is: each leaf, each element gone, each key gone. */
function* everyChange(value: JsonValue): Generator<JsonValue> {
  if (typeof value === 'string') {
    yield `${value}x`;
    if (value !== '') yield value.slice(1);
  } else if (typeof value === 'number') {
    yield value + 1;
    yield -value - 1;
  } else if (typeof value === 'boolean') yield !value;
  else if (value === null) yield 'null';
  else if (isList(value)) {
    for (const [at, element] of value.entries()) {
      for (const changed of everyChange(element)) yield value.with(at, changed);
      yield value.toSpliced(at, 1);
    }
    yield [...value, ...value.slice(0, 1), 'x'];
  } else {
    for (const [key, part] of Object.entries(value)) {
      for (const changed of everyChange(part)) yield { ...value, [key]: changed };
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
    }
    yield { ...value, stray: 1 };
  }
}
const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
