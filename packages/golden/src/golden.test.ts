// What people see, as stored texts. `npm run golden -- --update` stores them anew; the difference is then read by a person.

import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { play } from './play/index.ts';
import { scripts } from './scripts/index.ts';
import { firstDifference, policyText, storedText } from './texts.ts';

/** More is not read to its end by anybody. */
const LINES_MAX = 200;
const PLAYED_MS_MAX = 120_000;

// Instants are shown in the zone of whoever reads.
beforeAll(() => void vi.stubEnv('TZ', 'UTC'));
afterAll(() => void vi.unstubAllEnvs());

it.each(scripts.map((script) => [script.name, script] as const))(
  '%s',
  { timeout: PLAYED_MS_MAX },
  async (name, script) => {
    const text = await play(script, { fileText: policyText });
    expect(firstDifference(storedText(name), text)).toBeNull();
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(LINES_MAX);
  },
);

it('every text has its script', () => {
  const texts = readdirSync(new URL('../texts/', import.meta.url));
  expect(texts.toSorted()).toEqual(scripts.map(({ name }) => `${name}.txt`).toSorted());
});

it('a difference is told by its line', () => {
  expect(firstDifference('a\nb\n', 'a\nb\n')).toBeNull();
  expect(firstDifference('a\nb\n', 'a\nc\n')).toContain('line 2\n  stored: b\n  came:   c');
  expect(firstDifference('a\nb\n', 'a\n')).toContain('line 2');
  expect(firstDifference('', 'a')).toContain('line 1');
});
