import { expect, it } from 'vitest';
import { rowsOf } from './rows.ts';

it.each([
  ['nothing', undefined, 50],
  ['as many as somebody had', '150', 150],
  ['less than a page', '3', 50],
  ['no number', '-1', 50],
  ['another one', '1e3', 50],
])('an address says %s', (_what, text, rows) => {
  expect(rowsOf(text, 50)).toBe(rows);
});
