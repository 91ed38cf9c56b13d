import type { SupportStatus } from '@slipway/core/advisory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged, endsWell, readEndless, SOON } from '../../test/damage.ts';
import { readFormat } from '../../test/read-format.ts';
import { sharedFiles } from '../../test/shared-files.ts';
import type { Found } from '../format.ts';
import { FeedRefused } from '../refused.ts';
import { debianSupport } from './debian-support.ts';

const TRIXIE = { distribution: 'debian', release: 'trixie' };

const statusesOf = (found: readonly Found[]): readonly SupportStatus[] =>
  found.flatMap((one) => (one.kind === 'support' ? [one.status] : []));

const problemsOf = (found: readonly Found[]): readonly string[] =>
  found.flatMap((one) => (one.kind === 'problem' ? [one.problem.where] : []));

const ENDED = `
# source  last version  date
quay	2.0-1+deb12u2		2025-11-01	https://example.org/quay; nobody   is left
crane.*  0  2027-03-22
`;

test('support that ended, or will: the release by the number in the name, the pattern as the vendor writes it', async () => {
  const found = await readFormat(debianSupport, { 'security-support-ended.deb12': ENDED });
  expect(found).toEqual([
    {
      kind: 'support',
      status: {
        release: { distribution: 'debian', release: 'bookworm' },
        sourcePackage: 'quay',
        kind: 'ended',
        endsAt: '2025-11-01T00:00:00.000Z',
        note: 'last supported version 2.0-1+deb12u2; https://example.org/quay; nobody is left',
      },
    },
    {
      kind: 'support',
      status: {
        release: { distribution: 'debian', release: 'bookworm' },
        sourcePackage: 'crane.*',
        kind: 'ended',
        endsAt: '2027-03-22T00:00:00.000Z',
        note: '',
      },
    },
  ]);
});

test('a list without a number is of the release that the feed is configured for, and of none without one', async () => {
  const files = { 'security-support-limited': 'winch  Only for trusted content\ngolang.*\n' };
  expect(statusesOf(await readFormat(debianSupport, files, { release: TRIXIE }))).toEqual([
    { release: TRIXIE, sourcePackage: 'winch', kind: 'limited', endsAt: null, note: 'Only for trusted content' },
    { release: TRIXIE, sourcePackage: 'golang.*', kind: 'limited', endsAt: null, note: '' },
  ]);
  expect(problemsOf(await readFormat(debianSupport, files))).toEqual(['security-support-limited']);
});

test('a line that is none is a problem, and the rest is read', async () => {
  const found = await readFormat(debianSupport, {
    'security-support-ended.deb12':
      'quay 1.0-1\nquay 1.0-1 2025-02-30\n<p> 1 2025-01-01\na*b*c* 0 2025-01-01\ncrane 0 2025-01-01\n',
  });
  expect(problemsOf(found)).toEqual([1, 2, 3, 4].map((line) => `security-support-ended.deb12:${line}`));
  expect(statusesOf(found)).toMatchObject([{ sourcePackage: 'crane' }]);
});

test('a single file of another name is refused: it could be either list', async () => {
  await expect(readFormat(debianSupport, { 'support.txt': ENDED })).rejects.toThrow(FeedRefused);
});

test('every line of the real lists is read', async (context) => {
  const files = Object.entries(sharedFiles(context, 'debian/support')).filter(([name]) => debianSupport.takes(name));
  expect(files.length).toBe(6);
  for (const [name, content] of files) {
    const lines = new TextDecoder().decode(content).split('\n');
    const told = lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).length;
    const found = await readFormat(debianSupport, { [name]: content }, { release: TRIXIE });
    expect([name, problemsOf(found), statusesOf(found).length]).toEqual([name, [], told]);
  }
});

test('whatever a list is made of, it ends well', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string(), damaged(new TextEncoder().encode(ENDED), ['*', '#', '2026-13-01', ' 0 '])),
      fc.constantFrom('security-support-ended.deb12', 'security-support-limited.deb13'),
      async (content, name) => {
        found += (await endsWell(debianSupport, { name, content })).length;
      },
    ),
    { numRuns: 300 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('damaged real lists end well', async (context) => {
  let found = 0;
  const files = Object.entries(sharedFiles(context, 'debian/support')).filter(([name]) => debianSupport.takes(name));
  const arbitrary = fc
    .constantFrom(...files)
    .chain(([name, bytes]) => fc.tuple(fc.constant(name), damaged(bytes, ['*', '\t', '#'])));
  await fc.assert(
    fc.asyncProperty(arbitrary, async ([name, content]) => {
      found += (await endsWell(debianSupport, { name, content }, { release: TRIXIE })).length;
    }),
    { numRuns: 100 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('a line without end is refused', async () => {
  const file = { name: 'security-support-limited.deb12', piece: 'x'.repeat(60_000) };
  expect(await readEndless(debianSupport, file)).toBeLessThan(2 * SOON);
});
