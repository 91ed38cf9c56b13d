import { expect, test } from 'vitest';
import { compareVersions, parseVersion, type VersionFormat } from './index.ts';

test('each format follows its own rules', () => {
  expect(compareVersions('deb', '1.0^1', '1.0.1')).toBe(1);
  expect(compareVersions('rpm', '1.0^1', '1.0.1')).toBe(-1);
  expect(parseVersion('deb', '1.0^1').ok).toBe(false);
  expect(parseVersion('rpm', '1.0^1').ok).toBe(true);
});

test('a format that nobody knows has no order', () => {
  const format = 'apk' as VersionFormat;
  expect(() => compareVersions(format, '1', '2')).toThrow('"apk" is not a version format');
  expect(() => parseVersion(format, '1')).toThrow('"apk" is not a version format');
});
