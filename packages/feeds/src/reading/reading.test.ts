import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextOf, memoryFile } from '../../test/read-format.ts';
import { osv } from '../osv/index.ts';
import { FeedRefused } from '../refused.ts';
import {
  instantOfText,
  jsonMembers,
  linesOf,
  listIn,
  objectOf,
  parseJson,
  plainText,
  severityOf,
  textIn,
  worstSeverity,
} from './index.ts';

const context = contextOf(osv);

const members = async (text: string | Uint8Array, chunkBytes = 3, limits = {}) => {
  const found: [string | null, unknown][] = [];
  const within = { ...context, limits: { ...context.limits, ...limits } };
  for await (const { key, value } of jsonMembers(memoryFile('x.json', text, chunkBytes), within))
    found.push([key, value.ok ? value.value : value.reason.code]);
  return found;
};

const codeOf = async (reading: Promise<unknown>): Promise<string> =>
  await reading.then(
    () => 'read',
    (error: unknown) => (error instanceof FeedRefused ? error.reason.code : String(error)),
  );

describe('the members of a large JSON file', () => {
  test('are those of JSON.parse, whatever they hold and wherever the chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 }),
          fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 }),
        ),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(undefined, 1, '\t'),
        async (value, chunkBytes, space) => {
          const text = JSON.stringify(value, null, space);
          const expected = JSON.parse(text) as object;
          expect(await members(text, chunkBytes)).toEqual(
            Array.isArray(expected) ? expected.map((one: unknown) => [null, one]) : Object.entries(expected),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test('one that is no JSON stands between the others', async () => {
    expect(await members('[1, nonsense, {"a": [}], 2]')).toEqual([
      [null, 1],
      [null, 'record-unreadable'],
      [null, 'record-unreadable'],
      [null, 2],
    ]);
    expect(await members('{"a": 1, b: 2, "c": 3,}')).toEqual([
      ['a', 1],
      [null, 'record-unreadable'],
      ['c', 3],
      [null, 'record-unreadable'],
    ]);
  });

  test('a file that is no whole object or array is refused', async () => {
    for (const text of ['[1', '{"a":1', '["]', '[[1]', '{"a":{"b":1}'])
      expect(await codeOf(members(text)), text).toBe('feed-truncated');
    for (const text of ['', ' ', '1', '"a"', '[1]x', '[1}', '{"a":1}[', 'null'])
      expect(await codeOf(members(text)), text).toBe('feed-unreadable');
    expect(await codeOf(members(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])))).toBe('feed-unreadable');
    expect(await codeOf(members(`["${'x'.repeat(100)}"]`, 9, { wholeBytesMax: 50 }))).toBe('feed-unreadable');
  });

  test('a value that nests too deep is a problem of its own', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(await members(`[${deep},1]`, 4096)).toEqual([
      [null, 'record-unreadable'],
      [null, 1],
    ]);
  });
});

describe('JSON', () => {
  test('nests as deep as allowed and no deeper; brackets in strings are text', () => {
    expect(parseJson('[[[]]]', 3).ok).toBe(true);
    expect(parseJson('[[[]]]', 2)).toMatchObject({ ok: false, reason: { code: 'record-unreadable' } });
    expect(parseJson('["[[[[\\"[[[["]', 1).ok).toBe(true);
  });

  test('quotes and backslashes without end take no time', () => {
    const started = performance.now();
    parseJson(`"${'\\'.repeat(2_000_000)}`, 3);
    parseJson('"\\"'.repeat(500_000), 3);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('fields of another type, and inherited names, are absent', () => {
    const object = objectOf(JSON.parse('{"a": 1, "b": "", "c": "x", "d": {}, "__proto__": {"e": "x"}}'));
    expect([textIn(object, 'a'), textIn(object, 'b'), textIn(object, 'c'), textIn(object, 'e')]).toEqual([
      null,
      null,
      'x',
      null,
    ]);
    expect(listIn(object, 'd')).toEqual([]);
    expect(textIn(object, 'constructor')).toBe(null);
  });
});

test('lines, whatever their ends and wherever the chunks end', async () => {
  const lines = async (text: string | Uint8Array, limits = {}): Promise<readonly string[]> => {
    const found: string[] = [];
    const within = { ...context, limits: { ...context.limits, ...limits } };
    for await (const line of linesOf(memoryFile('x', text, 2), within)) found.push(line);
    return found;
  };
  expect(await lines('a\r\nbé\n\nc')).toEqual(['a', 'bé', '', 'c']);
  expect(await lines('a\n')).toEqual(['a']);
  expect(await lines(Buffer.from([0x61, 0xff, 0x0a]))).toEqual(['a\uFFFD']);
  expect(await codeOf(lines('x'.repeat(60), { lineBytesMax: 50 }))).toBe('feed-unreadable');
});

test('dates as feeds write them', () => {
  const cases: Readonly<Record<string, string | null>> = {
    '2026-11-21T12:00:00Z': '2026-11-21T12:00:00.000Z',
    '2026-11-21T12:00:00.123456789Z': '2026-11-21T12:00:00.123Z',
    '2026-11-21T12:00:00+02:00': '2026-11-21T10:00:00.000Z',
    '2026-11-21 12:00:00': '2026-11-21T12:00:00.000Z',
    '2026-11-21 12:00:00 UTC': '2026-11-21T12:00:00.000Z',
    '2026-11-21T12:00-0330': '2026-11-21T15:30:00.000Z',
    '2026-11-21': '2026-11-21T00:00:00.000Z',
    '2026-12-31T23:59:60Z': '2027-01-01T00:00:00.000Z',
    '2026-02-30': null,
    '2026-13-01': null,
    '2026-11-21T25:00:00Z': null,
    '9999-12-31T23:59:59-14:00': null,
    '0000-00-00': null,
    yesterday: null,
    '': null,
  };
  for (const [text, instant] of Object.entries(cases)) expect(instantOfText(text), text).toBe(instant);
  expect(instantOfText(20_261_121)).toBe(null);
});

test('text that people see has no controls, no direction marks, no end without limit', () => {
  expect(plainText(' a\n\tb\u0000\u001b[31mc\u202e \u200b')).toBe('a b [31mc');
  expect(plainText('x'.repeat(600))).toHaveLength(500);
  expect(plainText('💩'.repeat(300), 100).isWellFormed()).toBe(true);
  expect(plainText('\ud800a')).toBe('\ufffda');
});

test('severities are words of one order', () => {
  expect(['Important', 'moderate', ' LOW ', 'medium**', 'None', 'not yet assigned', null].map(severityOf)).toEqual([
    'high',
    'medium',
    'low',
    'medium',
    null,
    null,
    null,
  ]);
  expect(worstSeverity(['low', null, 'high'])).toBe('high');
  expect(worstSeverity([null])).toBe(null);
});
