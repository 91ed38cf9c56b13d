import { expect, it } from 'vitest';
import { parseSearch, stringifySearch } from './search.ts';

it.each([
  ['rows', '?rows=50', { rows: '50' }],
  ['a version', '?text=1.0', { text: '1.0' }],
  ['what JSON has a word for', '?selector=true&text=null', { selector: 'true', text: 'null' }],
  ['a selector with quotes', '?selector=kernel+%3D+%226.1%22', { selector: 'kernel = "6.1"' }],
  ['what begins like JSON', '?text=%5B1%2C2%5D', { text: '[1,2]' }],
  ['several', '?open=openssl&inside=200', { open: 'openssl', inside: '200' }],
  ['nothing', '', {}],
])('%s stands in an address as text', (_what, address, search) => {
  expect(parseSearch(address)).toEqual(search);
  expect(stringifySearch(search)).toBe(address);
});

it('takes what somebody types, encoded or not', () => {
  expect(parseSearch('?selector=role=web and label("a b")')).toEqual({ selector: 'role=web and label("a b")' });
  expect(parseSearch('?rows=50&rows=100')).toEqual({ rows: '100' });
});

it('does not write what is not there', () => {
  expect(stringifySearch({ open: 'openssl', tab: undefined })).toBe('?open=openssl');
  expect(stringifySearch({ tab: undefined })).toBe('');
});
