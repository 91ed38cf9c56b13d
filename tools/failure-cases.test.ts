// docs/failure-cases.md names a test for each case: every file is there, and says what is quoted of it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const page = readFileSync(join(ROOT, 'docs/failure-cases.md'), 'utf8');
const rows = [...page.matchAll(/^\| (C\d\d) \| ([^|]+) \| ([^|]+) \|$/gm)].map(([, id = '', what = '', by = '']) => ({
  id,
  what,
  by,
}));
const named = rows.flatMap(({ id, by }) =>
  [...by.matchAll(/`([^`]+)`(?: "([^"]+)")?/g)].map(([, path = '', text = null]) => ({ id, path, text })),
);

it('each of the forty cases has one row', () => {
  expect(rows.map(({ id }) => id)).toEqual(
    Array.from({ length: 40 }, (_, at) => `C${String(at + 1).padStart(2, '0')}`),
  );
});

it('each row names what shows it, or says why nothing does', () => {
  const bare = rows.filter(({ id, by }) => !by.startsWith('not covered: ') && !named.some((one) => one.id === id));
  expect(bare).toEqual([]);
});

it.each(named)('$id: $path has "$text"', ({ path, text }) => {
  expect(existsSync(join(ROOT, path))).toBe(true);
  expect(readFileSync(join(ROOT, path), 'utf8')).toContain(text ?? '');
});

it('knows a file that is not there, and a text that is not in it', () => {
  expect(existsSync(join(ROOT, 'packages/core/src/none.test.ts'))).toBe(false);
  expect(named.length).toBeGreaterThan(60);
});
