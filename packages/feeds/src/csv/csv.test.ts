import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contextOf } from '../../test/read-format.ts';
import { epss } from '../epss/index.ts';
import { FEED_LIMITS } from '../limits.ts';
import { FeedRefused } from '../refused.ts';
import { columnsOf, csvRows } from './index.ts';

const context = contextOf(epss);

const rows = async (text: string, limits = FEED_LIMITS): Promise<readonly (readonly string[])[]> => {
  const found: (readonly string[])[] = [];
  const lines = (async function* lines() {
    for (const line of text.split('\n')) yield await Promise.resolve(line);
  })();
  for await (const { cells } of csvRows(lines, 'a.csv', { ...context, limits })) found.push(cells);
  return found;
};

it.each([
  [
    'a,b\n\nc,',
    [
      ['a', 'b'],
      ['c', ''],
    ],
  ],
  ['"a,b",c', [['a,b', 'c']]],
  ['"a ""b"" c",""', [['a "b" c', '']]],
  ['"a\nb\n",c\nd', [['a\nb\n', 'c'], ['d']]],
  ['a"b,c', [['a"b', 'c']]],
  [',', [['', '']]],
])('%j', async (text, expected) => {
  expect(await rows(text)).toEqual(expected);
});

it('refuses a quote that is never closed: nobody knows which rows are in it', async () => {
  await expect(rows('a\n"b\nc')).rejects.toThrow(FeedRefused);
  await expect(rows(`a\n"${'b\n'.repeat(100)}`, { ...FEED_LIMITS, lineBytesMax: 50 })).rejects.toMatchObject({
    reason: { code: 'feed-unreadable' },
  });
});

it('reads back what was written', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', 'é') });
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(table, async (cells) => {
      expect(await rows(cells.map((row) => row.map(quoted).join(',')).join('\n'))).toEqual(cells);
    }),
  );
});

it('finds columns by name in any order, and none where one is missing', () => {
  const read = columnsOf(['\uFEFFb', ' a '], ['a', 'b']);
  expect(read?.(['1'])).toEqual({ a: '', b: '1' });
  expect(columnsOf(['a'], ['a', 'b'])).toBeNull();
});
