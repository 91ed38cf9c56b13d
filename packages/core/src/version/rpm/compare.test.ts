import { describe, expect, test } from 'vitest';
import { wrongInRising } from '../../../test/rising.ts';
import { compareRpm, compareRpmForMatching } from './compare.ts';
import { compareRpmSegment } from './segment.ts';

describe('one part (rpmvercmp)', () => {
  test.each([
    // The tilde sorts before the end, the caret after it and before all else; separators only separate.
    [['~~', '~a', '~1', '=.=_=+', '^', 'a', '1']],
    [['1.0~~', '1.0~rc1', '1.0~rc1^git1', '1.0', '1.0^', '1.0^git1', '1.0^git1^1', '1.0a=1.0.a', '1.0.1']],
    [['1.0=1_0=1+0=1..0=.1.0.=1-0', '1.1']],
    // Numbers are numbers, of any length.
    [['1=01=0001', '2', '10=010']],
    [['9007199254740992', '9007199254740993', '90071992547409920']],
    // Letters go by byte, and digits are newer.
    [['A', 'Z', 'a', 'ab', 'b', 'z', '0', '1', '1a', '1b', '1.1']],
    [['5.5p1', '5.5p2', '5.5p10', '5.6p1']],
    // rpm knows ASCII alone: other letters separate.
    [['1.1.α=1.1.β=1.1', '1.1.α1']],
  ])('%j', (line) => expect(wrongInRising(compareRpmSegment, line)).toEqual([]));
});

describe('epoch, version and release', () => {
  test.each([
    // The epoch outweighs all; an absent or empty one is zero.
    [['1.0-1=0:1.0-1=00:1.0-1=:1.0-1', '1:0.1-1=01:0.1-1', '2:0-0', '10:0-0']],
    [['5.74-481', '4:5.74-1']],
    [['99999999999999999999:1', '100000000000000000000:1']],
    // A missing release sorts below any, even an empty one.
    [['1.0', '1.0-', '1.0-0', '1.0-1', '1.1']],
    // The release starts after the last hyphen.
    [['1-1', '1-2', '1-1-1', '1-1-2']],
    // What an archive holds.
    [['3.0.7-24.el9', '3.0.7-24.el9_4', '3.0.7-25.el9', '3.0.7-25.el9_3', '3.2.2-6.el9']],
    [['4.19.1-1.el7_5=4.19.01-01.el7_5', '4.19.10-1.el7']],
    [['2.0~beta1-1.fc40', '2.0-1.fc40', '2.0^20240131git1-1.fc40', '2.0.1-1.fc40']],
    [['18.19.0-1.module+el9', '18.19.0-1.module+el9+21', '18.20.2-1.module+el9+1']],
    // Digits alone make an epoch: here the colon only separates.
    [['a:1', '1']],
  ])('%j', (line) => expect(wrongInRising(compareRpm, line)).toEqual([]));
});

describe('matching a dependency or an advisory', () => {
  test('a side without a release matches every release of its version', () => {
    expect(compareRpmForMatching('1.0-1', '1.0')).toBe(0);
    expect(compareRpmForMatching('1.0', '1.0-99.el9')).toBe(0);
    expect(compareRpmForMatching('1.0-', '1.0-99.el9')).toBe(0);
    expect(compareRpmForMatching('1.0', '0:1.0')).toBe(0);
  });

  test('where both name one, the release decides', () => {
    expect(wrongInRising(compareRpmForMatching, ['1.0-1.el9', '1.0-1.el9_4', '1.0-2.el9', '1.1-0', '1:0.1-1'])).toEqual(
      [],
    );
  });

  test('version and epoch decide before the release is looked at', () => {
    expect(compareRpmForMatching('1.0-9', '1.1')).toBe(-1);
    expect(compareRpmForMatching('1:1.0', '1.1-9')).toBe(1);
    expect(compareRpmForMatching('1.1', '1:1.0-1')).toBe(-1);
  });
});
