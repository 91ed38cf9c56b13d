import { expect, it } from 'vitest';
import { bytesText, countText, jsonText, linesText, reasonText } from './index.ts';

it.each([
  [714, '714 B'],
  [2_100_000, '2.1 MB'],
  [14_000, '14 kB'],
  [2e15, '2000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it('counts say one and many', () => {
  expect([countText(1, 'host'), countText(2, 'host'), countText(0, 'entry', 'entries')]).toEqual([
    '1 host',
    '2 hosts',
    '0 entries',
  ]);
});

it('a reason has its text and its code, and one of a newer controller its facts', () => {
  expect(reasonText({ code: 'host-busy', facts: { rollout: 'rollout-2' } })).toBe(
    'The host is in rollout rollout-2, which has not ended. [host-busy]',
  );
  expect(reasonText({ code: 'of-tomorrow' as 'host-busy', facts: { a: 1 } })).toBe('of-tomorrow {"a":1} [of-tomorrow]');
});

it('a page of lines keeps values beside their labels', () => {
  expect(
    linesText(
      [
        ['a', 'one two three'],
        ['longer', 'x\ny'],
      ],
      15,
    ),
  ).toBe('a       one two\n        three\nlonger  x\n        y\n');
});

it('JSON is one document that holds nothing which steers a terminal', () => {
  const text = jsonText({ name: 'a\u009b31m\u202eb\u007f' });
  expect(text).not.toMatch(/[\u007f-\u009f\u202e]/u);
  expect(JSON.parse(text)).toEqual({ name: 'a\u009b31m\u202eb\u007f' });
});
