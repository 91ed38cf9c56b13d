import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals } from './index.ts';

describe('decimals are compared as written', () => {
  it.each([
    ['0.1', '0.10', 0],
    ['-0', '0', 0],
    ['0.30000000000000004', '0.3', 1],
    ['1e+09', '1000000000', 0],
    ['9.999999999999999e-01', '1', -1],
    ['-1.5', '-1.4', -1],
    ['+2', '2', 0],
    ['1.7976931348623157e+308', '0', 1],
    ['5e-324', '0', 1],
  ])('%s and %s: %i', (a, b, expected) => {
    expect(compareDecimals(a, b)).toBe(expected);
    expect(compareDecimals(b, a)).toBe(expected === 0 ? 0 : -expected);
  });

  it.each([
    'NaN',
    '+Inf',
    '-Inf',
    'Infinity',
    '',
    ' 1',
    '1 ',
    '0x10',
    '1.',
    '.5',
    '1e999',
    '1e',
    '१',
    '1,5',
    '9'.repeat(1001),
  ])('"%s" is no number', (text) => {
    expect(compareDecimals(text, '0')).toBeNull();
    expect(compareDecimals('0', text)).toBeNull();
  });

  it('agrees with numbers wherever these are exact', () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(compareDecimals(String(a), String(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});
