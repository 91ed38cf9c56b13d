// Each function that reads a package manager's words is given in some property what nobody expects. Who adds one adds that, too.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ADAPTERS = join(import.meta.dirname, '../src/adapters');

const sourcesOf = (folder: string, isTest: boolean): readonly string[] =>
  readdirSync(join(ADAPTERS, folder))
    .filter((name) => name.endsWith('.ts') && name.endsWith('.test.ts') === isTest)
    .map((name) => readFileSync(join(ADAPTERS, folder, name), 'utf8'));

/** By their form: exported, and of a text, of an output, or of an answer's value that nobody has looked at yet. */
const READER =
  /export const (\w+) = (?:async )?\(\s*(?:text|output|value|\{ sha256 \}[^,]*, value): (?:string|unknown)/g;
/** Parts of other readers, which are given to none alone. */
const PARTS: ReadonlySet<string> = new Set(['record', 'list', 'text', 'named', 'textOrNull', 'flag', 'count', 'word']);

it.each([
  ['apt', 7],
  ['dnf', 4],
] as const)('every reader of %s meets damage in a property', (folder, atLeast) => {
  const readers = sourcesOf(folder, false)
    .flatMap((source) => [...source.matchAll(READER)].map(([, name = '']) => name))
    .filter((name) => !PARTS.has(name));
  expect(readers.length).toBeGreaterThanOrEqual(atLeast);
  const properties = sourcesOf(folder, true).filter((source) => source.includes('fc.assert'));
  const unmet = readers.filter((name) => !properties.some((source) => new RegExp(`\\b${name}[(,)]`).test(source)));
  expect(unmet).toEqual([]);
});
