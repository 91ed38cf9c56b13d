import { expect, it } from 'vitest';
import { isOf, rowsOf } from './rows.ts';

it.each([
  ['nothing', undefined, 50],
  ['as many as somebody had', '150', 150],
  ['less than a page', '3', 50],
  ['no number', '-1', 50],
  ['another one', '1e3', 50],
])('an address says %s', (_what, text, rows) => {
  expect(rowsOf(text, 50)).toBe(rows);
});

it.each([
  ['any list', {}, {}, true],
  ['the open one', { open: 'openssl', inside: '200' }, { open: 'openssl' }, true],
  ['another one', { open: 'curl', inside: '200' }, { open: 'openssl' }, false],
  ['its other tab', { open: 'openssl', tab: 'vulnerabilities' }, { open: 'openssl', tab: undefined }, false],
])('a number of rows is of %s', (_what, search, of, is) => {
  expect(isOf(search, of)).toBe(is);
});
