import type { SupportStatus } from '@slipway/core/advisory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged, endsWell, readEndless, SOON } from '../../test/damage.ts';
import { readFormat } from '../../test/read-format.ts';
import { sharedFiles } from '../../test/shared-files.ts';
import type { Found } from '../format.ts';
import { FeedRefused } from '../refused.ts';
import { endOfLife } from './end-of-life.ts';

const statusesOf = (found: readonly Found[]): readonly SupportStatus[] =>
  found.flatMap((one) => (one.kind === 'support' ? [one.status] : []));

/** `quay standard 2028-06-30`, with the note where there is one. */
const wordsOf = (found: readonly Found[]): readonly string[] =>
  statusesOf(found).map(({ release, kind, endsAt, note }) =>
    [release.distribution, release.release, kind, endsAt?.slice(0, 10) ?? 'open', ...(note === '' ? [] : [note])].join(
      ' ',
    ),
  );

const DEBIAN = `version,codename,series,created,release,eol,eol-lts,eol-elts
3,Quay,quay,2020-01-01,2021-01-01,2024-06-30,2026-06-30,2031-06-30
4,Crane,crane,2021-01-01,2023-01-01,2026-06-30
5,Winch,winch,2023-01-01
`;
const UBUNTU = `version,codename,series,created,release,eol,eol-server,eol-esm,eol-legacy
6.06 LTS,Quay Quail,quay,2005-10-12,2006-06-01,2009-07-14,2011-06-01
24.04 LTS,Crane Crow,crane,2023-10-12,2024-04-25,2029-05-31,2029-05-31,2034-04-25,2036-04-29
`;

test('Debian: standard, long-term and extended; a release without an end is in development', async () => {
  expect(wordsOf(await readFormat(endOfLife, { 'debian.csv': DEBIAN }))).toEqual([
    'debian quay standard 2024-06-30',
    'debian quay long-term 2026-06-30 Debian LTS, on its architectures',
    'debian quay extended 2031-06-30 Extended LTS, from a repository that is paid for',
    'debian crane standard 2026-06-30',
    'debian winch limited open in development: no security support is promised',
  ]);
});

test('Ubuntu: the server’s end where it is later, and Pro', async () => {
  expect(wordsOf(await readFormat(endOfLife, { 'ubuntu.csv': UBUNTU }))).toEqual([
    'ubuntu quay standard 2011-06-01 desktop packages until 2009-07-14',
    'ubuntu crane standard 2029-05-31',
    'ubuntu crane extended 2034-04-25 Ubuntu Pro, with the Legacy add-on until 2036-04-29',
  ]);
});

test('the last day is still supported', async () => {
  const [first] = statusesOf(await readFormat(endOfLife, { 'debian.csv': DEBIAN }));
  expect(first?.endsAt).toBe('2024-06-30T23:59:59.999Z');
});

test('a row with a date that is none or without a series is a problem, and not a release without an end', async () => {
  const found = await readFormat(endOfLife, {
    'debian.csv': `${DEBIAN}6,Hoist,hoist,2023-01-01,2024-01-01,2026-02-30\n7,Davit,<b>,2023-01-01\n`,
  });
  expect(found.flatMap((one) => (one.kind === 'problem' ? [one.problem.where] : []))).toEqual([
    'debian.csv:5',
    'debian.csv:6',
  ]);
  expect(statusesOf(found).length).toBe(5);
});

test.each([
  ['debian.csv', '<html>\n'],
  ['debian.csv', 'a,b\n1,2\n'],
  ['table.csv', DEBIAN],
])('%s with %j is refused', async (name, content) => {
  await expect(readFormat(endOfLife, { [name]: content })).rejects.toThrow(FeedRefused);
});

test('every release of the real tables is read', async (context) => {
  const files = Object.entries(sharedFiles(context, 'debian/support')).filter(([name]) => endOfLife.takes(name));
  expect(files.length).toBe(2);
  const words: string[] = [];
  for (const [name, content] of files) {
    const rows = new TextDecoder().decode(content).trim().split('\n').length - 1;
    const found = await readFormat(endOfLife, { [name]: content });
    expect(found.every(({ kind }) => kind === 'support')).toBe(true);
    expect(new Set(statusesOf(found).map(({ release }) => release.release)).size).toBe(rows);
    words.push(...wordsOf(found));
  }
  expect(words).toContain('debian bookworm standard 2026-07-11');
  expect(words).toContain('debian sid limited open in development: no security support is promised');
  expect(words).toContain('ubuntu noble extended 2034-04-25 Ubuntu Pro, with the Legacy add-on until 2036-04-29');
});

test('whatever a table is made of, it ends well', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string(), damaged(new TextEncoder().encode(DEBIAN), [',', 'eol', '-', '2026-13-01'])),
      fc.constantFrom('debian.csv', 'ubuntu.csv'),
      async (content, name) => {
        found += (await endsWell(endOfLife, { name, content })).length;
      },
    ),
    { numRuns: 300 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('damaged real tables end well', async (context) => {
  let found = 0;
  const files = Object.entries(sharedFiles(context, 'debian/support')).filter(([name]) => endOfLife.takes(name));
  const arbitrary = fc
    .constantFrom(...files)
    .chain(([name, bytes]) => fc.tuple(fc.constant(name), damaged(bytes, [',', '\t', '2026-02-30'])));
  await fc.assert(
    fc.asyncProperty(arbitrary, async ([name, content]) => {
      found += (await endsWell(endOfLife, { name, content })).length;
    }),
    { numRuns: 100 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('a line without end is refused', async () => {
  const file = { name: 'debian.csv', piece: ','.repeat(60_000) };
  expect(await readEndless(endOfLife, file)).toBeLessThan(2 * SOON);
});
