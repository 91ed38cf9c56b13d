import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalise } from '../../document/index.ts';
import { isSameValue } from './same-value.ts';

/** Few keys and values, so that pairs are often equal. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom('a', '', 0, 1, true, null),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('x', 'y'), tie('value'), { maxKeys: 2, noNullPrototype: true }),
  ),
}));

describe('values are the same', () => {
  it('exactly where their canonical texts are', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const isSameText = canonicalise(a as object) === canonicalise(b as object);
        expect(isSameValue(a, b)).toBe(isSameText);
        expect(isSameValue(a, structuredClone(a))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('whatever the order of keys', () => {
    expect(isSameValue({ x: 1, y: [{ a: 1, b: 2 }] }, { y: [{ b: 2, a: 1 }], x: 1 })).toBe(true);
    expect(isSameValue({ x: undefined }, { y: undefined })).toBe(false);
  });
});
