import { describe, expect, it } from 'vitest';
import { isMet, parseRelations } from './index.ts';

describe('relations', () => {
  it('are groups of alternatives, with what they say of versions and without what they say of architectures', () => {
    const text =
      'libc6 (>= 2.36), libssl3:any (=3.0.17-1) [amd64] <!nocheck> | libssl1.1,\n default-mta | mail-transport-agent';
    expect(parseRelations(text).map((group) => group.map((one) => one.text))).toEqual([
      ['libc6 (>= 2.36)'],
      ['libssl3 (= 3.0.17-1)', 'libssl1.1'],
      ['default-mta', 'mail-transport-agent'],
    ]);
  });

  it.each(['', ' , ', 'UPPER', '(= 1)'])('that cannot be read are none: %j', (text) => {
    expect(parseRelations(text)).toEqual([]);
  });

  it.each([
    ['a', '1', true],
    ['a (= 1.0)', '1.0-0', true],
    ['a (= 1.0)', '1.1', false],
    ['a (<< 1.1)', '1.1~rc1', true],
    ['a (<< 1.1)', '1.1', false],
    ['a (<= 1.1)', '1.1', true],
    ['a (< 1.1)', '1.1', true],
    ['a (>= 2:1)', '1:9', false],
    ['a (>> 1)', '1', false],
    ['a (> 1)', '1', true],
    ['b', '1', false],
  ])('%s by a %s: %s', (text, version, expected) => {
    const [[relation] = []] = parseRelations(text);
    expect(relation !== undefined && isMet(relation, { name: 'a', version })).toBe(expected);
  });
});
