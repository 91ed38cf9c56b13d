import { expect, it } from 'vitest';
import { isRecorded } from './records.ts';

const BEGIN = '2026-03-09T00:00:00.000Z';

it.each([
  ['before the first look at a host', null, false],
  ['where records begin within it', '2026-03-09T00:00:00.001Z', false],
  ['where they begin with it', BEGIN, true],
  ['where they reach back further', '2026-03-08T12:00:00.000Z', true],
])('a period is known as a whole: %s', (_when, since, is) => {
  expect(isRecorded(since, BEGIN)).toBe(is);
});
