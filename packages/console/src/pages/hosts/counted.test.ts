import { expect, it } from 'vitest';
import { COUNTED, countedOf } from './counted.ts';

it('reads the words of the API from an address, and nothing else', () => {
  expect(Object.keys(COUNTED).map(countedOf)).toEqual([
    ...['up-to-date', 'updates-pending', 'security-pending', 'excepted'],
    ...['unknown', 'silent', 'long-silent', 'never-reported', 'barred'],
  ]);
  for (const text of [undefined, '', 'fine', 'constructor']) expect(countedOf(text)).toBeUndefined();
});
