import { expect, it } from 'vitest';
import { firstDifference } from './simulation.ts';

it.each([
  ['a\nb\n', 'a\nb\n', undefined],
  ['a\nb\n', 'a\nc\n', "line 2: 'b' and 'c'"],
  ['a\n', 'a\nb\n', "line 2: '' and 'b'"],
  ['a', 'a\nb', "line 2: '(end)' and 'b'"],
])('two runs %j and %j differ: %s', (first, second, difference) => {
  expect(firstDifference(Buffer.from(first), Buffer.from(second))).toBe(difference);
});
