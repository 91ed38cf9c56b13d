import { expect, it } from 'vitest';
import { InvalidValue, parseCount, parseDuration, parseLeaveOut, parsePair } from './values.ts';

it.each([
  ['90s', 90],
  ['30m', 1800],
  ['15min', 900],
  ['24h', 86_400],
  ['7d', 604_800],
])('%s is %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

it.each(['', '0s', '5', '1w', '-1h', '1.5h', '1 h', '99999999d'])('"%s" is no span', (text) => {
  expect(() => parseDuration(text)).toThrow(InvalidValue);
});

it('counts are whole and from 1 on', () => {
  expect(parseCount('12')).toBe(12);
  for (const text of ['0', '', '1e3', '-1', '1.0', '9999999999']) expect(() => parseCount(text)).toThrow(InvalidValue);
});

it('pairs end their key at the first equals sign', () => {
  expect(parsePair('owner=a=b')).toEqual(['owner', 'a=b']);
  expect(parseLeaveOut('app1=is being moved')).toEqual(['app1', 'is being moved']);
  for (const text of ['', 'key', '=value', 'key=']) {
    expect(() => parsePair(text)).toThrow(InvalidValue);
    expect(() => parseLeaveOut(text)).toThrow(InvalidValue);
  }
});
