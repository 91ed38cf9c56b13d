import { expect, test } from 'vitest';
import { explain } from '../../reasons/index.ts';
import { type DebVersionFault, parseDebVersion } from './parse.ts';

test.each([
  ['1.0', 0, '1.0', null],
  ['2:1.02.185-2', 2, '1.02.185', '2'],
  ['0:0', 0, '0', null],
  ['1-2-3', 0, '1-2', '3'],
  ['1:1:2-3', 1, '1:2', '3'],
  ['007:1', 7, '1', null],
  ['2147483647:1', 2147483647, '1', null],
  ['00000000000000000001:1', 1, '1', null],
  [' \t1.0-1 ', 0, '1.0', '1'],
  ['1.0~rc1+dfsg-1~bpo12+1', 0, '1.0~rc1+dfsg', '1~bpo12+1'],
])('%j is a version', (text, epoch, upstream, revision) => {
  expect(parseDebVersion(text)).toEqual({ ok: true, value: { epoch, upstream, revision } });
});

const REFUSED: readonly (readonly [string, DebVersionFault, 'warning' | 'error'])[] = [
  ['', 'empty', 'error'],
  [' \t', 'empty', 'error'],
  ['1.0 1', 'blank-inside', 'error'],
  ['1: 1', 'blank-inside', 'error'],
  [':1', 'epoch-empty', 'error'],
  ['a:1', 'epoch-not-a-number', 'error'],
  ['1.0-1:2', 'epoch-not-a-number', 'error'],
  ['+1:2', 'epoch-not-a-number', 'error'],
  ['-1:2', 'epoch-negative', 'error'],
  ['2147483648:1', 'epoch-too-big', 'error'],
  ['99999999999999999999999999:1', 'epoch-too-big', 'error'],
  ['1:', 'upstream-empty', 'error'],
  ['-1', 'upstream-empty', 'error'],
  ['1.0-', 'revision-empty', 'error'],
  ['a1.0', 'upstream-first-not-a-digit', 'warning'],
  ['1:v2-1', 'upstream-first-not-a-digit', 'warning'],
  ['1_0', 'upstream-character', 'warning'],
  ['1.0é', 'upstream-character', 'warning'],
  ['1.0\n', 'upstream-character', 'warning'],
  ['1.0-1_2', 'revision-character', 'warning'],
  ['1:1.0-1:2', 'revision-character', 'warning'],
];

test.each(REFUSED)('%j is refused: %s', (text, fault, severity) => {
  expect(parseDebVersion(text)).toMatchObject({ ok: false, fault, severity, reason: { code: 'version-invalid' } });
});

test('the reason names the version, the format and what is wrong', () => {
  const parsed = parseDebVersion('1.0-');
  expect(!parsed.ok && explain(parsed.reason)).toBe(
    '"1.0-" is not a deb version: the revision after the last hyphen is empty.',
  );
});

test('a refused text neither floods nor steers the terminal that shows it', () => {
  const parsed = parseDebVersion(`1\u001b[2J${'0'.repeat(1_000_000)}_`);
  expect(parsed.ok).toBe(false);
  const shown = parsed.ok ? '' : explain(parsed.reason);
  expect(shown.length).toBeLessThan(300);
  expect(shown).not.toContain('\u001b');
});
