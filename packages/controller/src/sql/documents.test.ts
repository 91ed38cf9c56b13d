import { expect, it } from 'vitest';
import { readKept } from './documents.ts';

const long = (name: string, length = 10_000): string => JSON.stringify({ name, text: 'x'.repeat(length) });

it('of one long text is the same object, of another one another', () => {
  const first = readKept(long('a'), 'document');
  expect(first).toMatchObject({ name: 'a' });
  expect(readKept(long('a'), 'document')).toBe(first);
  expect(readKept(long('b'), 'document')).toMatchObject({ name: 'b' });
});

it('of a short text is read anew', () => {
  expect(readKept('{"a":1}', 'document')).not.toBe(readKept('{"a":1}', 'document'));
});

it('forgets what nobody has asked for since others came', () => {
  const often = readKept(long('often'), 'document');
  const seldom = readKept(long('seldom'), 'document');
  for (const name of ['one', 'two', 'three', 'four', 'five']) {
    readKept(long(name, 5_000_000), 'document');
    expect(readKept(long('often'), 'document')).toBe(often);
  }
  expect(readKept(long('seldom'), 'document')).toEqual(seldom);
  expect(readKept(long('seldom'), 'document')).not.toBe(seldom);
});

it('keeps nothing that cannot be read', () => {
  for (let time = 0; time < 2; time += 1) {
    expect(() => readKept(`${long('cut')}}`, 'rollout')).toThrow('a stored rollout cannot be read');
  }
});
