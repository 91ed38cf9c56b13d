import { expect, it } from 'vitest';
import { labelsOf, textOf } from './labels-text.ts';

it.each<readonly [string, Readonly<Record<string, string>> | null]>([
  ['', {}],
  ['environment=prod', { environment: 'prod' }],
  ['environment = prod\n\n  cost centre=47 11 ', { environment: 'prod', 'cost centre': '47 11' }],
  ['note=a=b', { note: 'a=b' }],
  ['environment', null],
  ['environment=', null],
  ['=prod', null],
  ['role=web\nrole=app', null],
])('%j', (text, labels) => {
  expect(labelsOf(text)).toEqual(labels);
});

it('what is written is read as it was', () => {
  const labels = { environment: 'prod', 'cost centre': '47 11' };
  expect(labelsOf(textOf(labels))).toEqual(labels);
});
