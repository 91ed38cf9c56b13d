import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import { expect, type TestContext, test } from 'vitest';
import {
  compareDeb,
  compareRpm,
  compareRpmSegment,
  type Order,
  type ParsedVersion,
  parseDebVersion,
  parseRpmVersion,
} from './index.ts';

// Some 19,500 published cases, each recomputed with dpkg, libapt or librpm. The tables beside each part run
// everywhere; these run where the shared data lies.

const shared = sharedFolder();
const vectors = shared === null ? null : join(shared, 'vectors');
process.stdout.write(
  vectors === null
    ? 'version order: only the tables of our own; the shared vectors are missing\n'
    : `version order: the tables of our own and the shared vectors in ${vectors}\n`,
);

const MISSING = 'the shared version vectors are missing: put them at ../shared or name their folder in SLIPWAY_SHARED';

function textOf(name: string, context: TestContext): string {
  return vectors === null ? endWithout(MISSING, context) : readFileSync(join(vectors, name), 'utf8');
}

/** The lines of a table under its header. */
function linesOf(name: string, context: TestContext): readonly string[] {
  return textOf(name, context).trimEnd().split('\n').slice(1);
}

type Row = readonly [a: string, b: string, expected: string, kind: string];

const rowsOf = (lines: readonly string[]): readonly Row[] => lines.map((line) => line.split('\t') as unknown as Row);

/** The rows that an order gets wrong, so that a failure shows them all at once. */
function wrongRows(rows: readonly Row[], orderOf: (row: Row) => Order): readonly Row[] {
  return rows.filter((row) => orderOf(row) !== Number(row[2]));
}

const isError = (parsed: ParsedVersion<unknown, string>): boolean => !parsed.ok && parsed.severity === 'error';

// The counts are floors: fewer lines would mean that something else than the vectors was read.

test('dpkg.tsv', (context) => {
  const rows = rowsOf(linesOf('dpkg.tsv', context));
  expect(rows.length).toBeGreaterThan(14_000);
  expect(wrongRows(rows, ([a, b]) => compareDeb(a, b))).toEqual([]);
  const incomparable = rows.filter(([a, b]) => isError(parseDebVersion(a)) || isError(parseDebVersion(b)));
  expect(incomparable, 'dpkg compared them, so none may be refused as an error').toEqual([]);
});

test('dpkg-invalid.tsv', (context) => {
  const texts = linesOf('dpkg-invalid.tsv', context).map((line) => JSON.parse(line.split('\t')[0] ?? '') as string);
  expect(texts.length).toBeGreaterThanOrEqual(20);
  expect(texts.filter((text) => parseDebVersion(text).ok)).toEqual([]);
});

test('dpkg-whitespace.json', (context) => {
  const rows = JSON.parse(textOf('dpkg-whitespace.json', context)) as [string, string, Order][];
  expect(rows.length).toBeGreaterThanOrEqual(4);
  for (const [a, b, expected] of rows) {
    expect([a, b, compareDeb(a, b)]).toEqual([a, b, expected]);
    expect([parseDebVersion(a).ok, parseDebVersion(b).ok]).toEqual([true, true]);
  }
});

test('rpm.tsv', (context) => {
  const rows = rowsOf(linesOf('rpm.tsv', context));
  expect(rows.length).toBeGreaterThan(4_800);
  expect(new Set(rows.map(([, , , kind]) => kind))).toEqual(new Set(['vercmp', 'evr']));
  expect(wrongRows(rows, ([a, b, , kind]) => (kind === 'evr' ? compareRpm : compareRpmSegment)(a, b))).toEqual([]);
});

// Published claims that differ from librpm (they pass over an epoch that only one side has): librpm is right.
test('rpm-conflicting.tsv', (context) => {
  const rows = linesOf('rpm-conflicting.tsv', context).map((line): Row => {
    const [a = '', b = '', , librpm = '', kind = ''] = line.split('\t');
    return [a, b.replace(/^[<>=]+/, ''), librpm, kind];
  });
  expect(rows.length).toBeGreaterThanOrEqual(15);
  expect(wrongRows(rows, ([a, b]) => compareRpm(a, b))).toEqual([]);
  expect(rows.filter(([a, b]) => !parseRpmVersion(a).ok || !parseRpmVersion(b).ok)).toEqual([]);
});
