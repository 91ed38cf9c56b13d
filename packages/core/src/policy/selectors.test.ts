import { expect, it } from 'vitest';
import { labelsToWrite } from './index.ts';

const hosts = [
  { labels: { environment: 'prod', role: 'web' } },
  { labels: { environment: 'dev', role: 'db' } },
  { labels: { environment: 'prod' } },
];

it.each([
  ['role = wbe', 'labels that hosts have: role = db or web'],
  ['role = wbe and environment = prod', 'labels that hosts have: role = db or web; environment = dev or prod'],
  ['tier = 1', 'labels that hosts have: no host has tier; there are environment, role'],
  ['tier = 1 or role = wbe', 'labels that hosts have: no host has tier; role = db or web'],
  ['role = ', ''],
])('where `%s` selects nobody, what hosts have is told', (selector, told) => {
  expect(labelsToWrite(selector, hosts)).toBe(told);
  expect(labelsToWrite(selector, [])).toBe('');
});

it('of many values the first', () => {
  const many = Array.from({ length: 12 }, (_, at) => ({ labels: { rack: `b${at + 10}` } }));
  expect(labelsToWrite('rack = b7', many)).toMatch(/rack = b10 or b11 or b12 or b13 or b14 or b15 or others$/);
});
