import { expect, test } from 'vitest';
import { explain } from '../../reasons/index.ts';
import { parseRpmVersion, type RpmVersionFault } from './parse.ts';

test.each([
  ['1.0', 0, '1.0', null],
  ['1.0-1.el9_4', 0, '1.0', '1.el9_4'],
  ['4:5.74-481.el9', 4, '5.74', '481.el9'],
  ['0:0-0', 0, '0', '0'],
  ['2.0~rc1^git1-1.module+el9', 0, '2.0~rc1^git1', '1.module+el9'],
  ['4294967295:1', 4294967295, '1', null],
  ['abc-1', 0, 'abc', '1'],
])('%j is a version', (text, epoch, version, release) => {
  expect(parseRpmVersion(text)).toEqual({ ok: true, value: { epoch, version, release } });
});

const REFUSED: readonly (readonly [string, RpmVersionFault, 'warning' | 'error'])[] = [
  ['', 'empty', 'error'],
  [':1', 'epoch-empty', 'warning'],
  ['a:1', 'epoch-not-a-number', 'warning'],
  ['-1:1', 'epoch-not-a-number', 'warning'],
  ['4294967296:1', 'epoch-too-big', 'warning'],
  ['99999999999999999999999999:1', 'epoch-too-big', 'warning'],
  ['1:', 'version-empty', 'warning'],
  ['-1', 'version-empty', 'warning'],
  ['1-1-1', 'version-character', 'warning'],
  ['1.0 1', 'version-character', 'warning'],
  [' 1.0', 'version-character', 'warning'],
  ['1:1:1', 'version-character', 'warning'],
  ['1.α', 'version-character', 'warning'],
  ['1.0-', 'release-empty', 'warning'],
  ['1.0-1%', 'release-character', 'warning'],
  ['1.0-1\n', 'release-character', 'warning'],
  ['1..0-1', 'double-dot', 'warning'],
  ['1.0-1..2', 'double-dot', 'warning'],
];

test.each(REFUSED)('%j is refused: %s', (text, fault, severity) => {
  expect(parseRpmVersion(text)).toMatchObject({ ok: false, fault, severity, reason: { code: 'version-invalid' } });
});

test('the reason names the version, the format and what is wrong', () => {
  const parsed = parseRpmVersion('');
  expect(!parsed.ok && explain(parsed.reason)).toBe('"" is not a rpm version: it is empty.');
});
