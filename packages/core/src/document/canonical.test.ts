import { sha256 } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, canonicalise, DOCUMENT_DEPTH_MAX, digestOf } from './canonical.ts';
import { parseCanonical } from './parse.ts';
import type { JsonValue } from './types.ts';
import { encodeUtf8 } from './utf8.ts';

describe('canonicalise', () => {
  it.each<[string, JsonValue, string]>([
    ['literals', [null, true, false], '[null,true,false]'],
    ['empty things', [{}, [], ''], '[{},[],""]'],
    ['no blanks, keys in order', { b: 1, a: [1, { d: 2, c: 3 }] }, '{"a":[1,{"c":3,"d":2}],"b":1}'],
    ['upper case before lower case, shorter before longer', { a: 1, B: 2, aa: 3, A: 4 }, '{"A":4,"B":2,"a":1,"aa":3}'],
    [
      'whole numbers',
      [0, -0, 1, -1, 1e6, 9007199254740991, -9007199254740991],
      '[0,0,1,-1,1000000,9007199254740991,-9007199254740991]',
    ],
    [
      'keys that are numbers are still texts',
      { 10: 'a', 9: 'b', '-1': 'c', '01': 'd', '': 'e' },
      '{"":"e","-1":"c","01":"d","10":"a","9":"b"}',
    ],
    [
      'the shortest escapes',
      '\u0000\u0007\b\t\n\u000b\f\r\u001f "\\/\u007f\u0080\u2028',
      '"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f \\"\\\\/\u007f\u0080\u2028"',
    ],
    ['nothing is normalised', ['\u00e9', 'e\u0301'], '["\u00e9","e\u0301"]'],
    ['characters outside the first plane', '\u{1f600}', '"\u{1f600}"'],
  ])('%s', (_name, value, text) => {
    expect(canonicalise(value)).toBe(text);
  });

  it('orders keys by UTF-16 code units, not by code points or a language (the example of RFC 8785, section 3.2.3)', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalise(value).replace('"1"', '"one"')))).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('keeps a field named __proto__ as the field that it is', () => {
    const value = JSON.parse('{"b":{"__proto__":{"z":1}},"a":1}');
    expect(canonicalise(value)).toBe('{"a":1,"b":{"__proto__":{"z":1}}}');
  });

  it('takes a field named toJSON for data', () => {
    expect(canonicalise({ toJSON: 'x' })).toBe('{"toJSON":"x"}');
  });

  it.each<[string, object]>([
    ['a fraction', [0.5]],
    ['not a number', [Number.NaN]],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['a number that is not safe', [2 ** 53]],
    ['a bigint', [1n]],
    ['undefined', [undefined]],
    ['an undefined field', { a: undefined }],
    ['a hole in a list', Object.assign([1], { length: 2 })],
    ['a function', [() => 1]],
    ['a symbol', [Symbol('s')]],
    ['a date', [new Date(0)]],
    ['a map', [new Map()]],
    ['bytes', [new Uint8Array(1)]],
    ['a lone high surrogate', ['\ud800']],
    ['a lone low surrogate', ['a\udc00b']],
    ['a lone surrogate in a key', { '\ud800': 1 }],
    ['a fraction beside a key that is a number', { 1: 0.5 }],
  ])('has no form for %s', (_name, value) => {
    expect(() => canonicalise(value)).toThrow('no canonical form');
  });

  it('ends at its depth instead of at the end of the stack', () => {
    const nested = (levels: number): JsonValue => (levels === 0 ? 0 : [nested(levels - 1)]);
    expect(canonicalise(nested(DOCUMENT_DEPTH_MAX) as object)).toHaveLength(2 * DOCUMENT_DEPTH_MAX + 1);
    expect(() => canonicalise(nested(DOCUMENT_DEPTH_MAX + 1) as object)).toThrow('levels');
  });

  it('writes what a plain reading of the RFC writes', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        expect(canonicalise(value)).toBe(plainly(value));
      }),
    );
  });

  it('does not depend on the order in which fields were added', () => {
    fc.assert(
      fc.property(fc.dictionary(keys, jsonValues), fc.nat(), (record, turn) => {
        const fields = Object.entries(record);
        const at = turn % (fields.length + 1);
        const turned = Object.fromEntries([...fields.slice(at), ...fields.slice(0, at)].reverse());
        expect(canonicalise(turned)).toBe(canonicalise(Object.fromEntries(fields)));
      }),
    );
  });
});

describe('parseCanonical', () => {
  it('reads what canonicalise writes, and it has the same text and digest again', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        const parsed = parseCanonical(canonicalBytes(value), 'plan');
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.reason));
        expect(canonicalise(parsed.value)).toBe(canonicalise(value));
        expect(digestOf(parsed.value, sha256)).toBe(digestOf(value, sha256));
      }),
    );
  });

  it.each([
    ['a blank', '{"a": 1}'],
    ['a line end', '{"a":1}\n'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['a doubled key', '{"a":1,"a":1}'],
    ['another key order', '{"b":1,"a":1}'],
    ['another number form', '{"a":1.0}'],
    ['minus zero', '-0'],
    ['an exponent', '1e2'],
    ['a fraction', '{"a":0.5}'],
    ['another escape', '"\\u0061"'],
    ['an escaped slash', '"\\/"'],
    ['a lone surrogate', '"\\ud800"'],
    ['no JSON', '{'],
    ['nothing', ''],
    ['a hundred thousand levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('refuses %s', (_name, text) => {
    const parsed = parseCanonical(encodeUtf8(text), 'plan');
    expect(parsed).toMatchObject({ ok: false, reason: { code: 'document-malformed', facts: { document: 'plan' } } });
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(parseCanonical(Uint8Array.of(0x22, 0xff, 0x22), 'plan')).toMatchObject({ ok: false });
  });
});

/** Keys that objects treat in their own ways stand among the ordinary ones. */
const keys = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', 'length', '0', '1', '10', '9', '01', '4294967295'),
);

const jsonValues = fc.letrec<{ value: JsonValue; list: JsonValue[]; record: Record<string, JsonValue> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(null, true, false, '"', '\\', '\u0000', '\u2028'),
    tie('list'),
    tie('record'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  record: fc
    .array(fc.tuple(keys, tie('value')), { maxLength: 6 })
    // Defines every key, `__proto__` too, where assigning would not.
    .map((fields) => Object.fromEntries(fields)),
})).value;

/** RFC 8785 as slowly and plainly as possible. */
function plainly(value: JsonValue): string {
  if (typeof value === 'string') return plainString(value);
  if (typeof value === 'number') return value === 0 ? '0' : `${value}`;
  if (value === null || typeof value === 'boolean') return `${value}`;
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`;
  const codes = (text: string) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  const byCodes = ([a]: [string, JsonValue], [b]: [string, JsonValue]): number => {
    const [x, y] = [codes(a), codes(b)];
    const at = x.findIndex((code, index) => code !== y[index]);
    return at === -1 ? x.length - y.length : (x[at] ?? 0) - (y[at] ?? -1);
  };
  const fields = Object.entries(value).sort(byCodes);
  return `{${fields.map(([key, part]) => `${plainString(key)}:${plainly(part)}`).join(',')}}`;
}

function plainString(text: string): string {
  const short: Record<string, string> = {
    '\b': '\\b',
    '\t': '\\t',
    '\n': '\\n',
    '\f': '\\f',
    '\r': '\\r',
    '"': '\\"',
    '\\': '\\\\',
  };
  const escaped = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return short[character] ?? (code < 32 ? `\\u${code.toString(16).padStart(4, '0')}` : character);
  });
  return `"${escaped.join('')}"`;
}
