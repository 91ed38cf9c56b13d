import type { AdvisoryRecord, Says } from '@slipway/core/advisory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged, endsWell, readEndless, SOON } from '../../test/damage.ts';
import { readFormat } from '../../test/read-format.ts';
import { sharedFiles } from '../../test/shared-files.ts';
import type { Found } from '../format.ts';
import { debianAdvisories } from './debian-advisories.ts';
import { NOTES_MAX } from './entries.ts';

const ADVISORIES = `[08 Jul 2026] DSA-7001-2 quay - regression update
	[bookworm] - quay 2.0-1+deb12u3
[01 Jul 2026] DSA-7001-1 quay - security update
	{CVE-2026-100001 CVE-2026-2}
	[bookworm] - quay 2.0-1+deb12u2
	[trixie] - quay <not-affected>
	[trixie] - quay-tools 1:3.1-2~deb13u1
	NOTE: an afterthought
[30 Jun 2026] DLA-5001-1 debian-archive-keyring - new keys
[August 26th, 2005] DTSA-1-1 crane - various
	{CVE-2005-26 CVE-2005-2626 }
	[etch] - crane 2005.08.R1-0.1etch1 (high)
[01 Aug 2002] DSA-138 hoist -- remote exploit
	{CVE-2002-1412}
    [woody] - hoist 1.2.5-7
	[hamm] - hoist <end-of-life>
	[potato] - hoist <unfixed>
`;

const advisoriesOf = (found: readonly Found[]): ReadonlyMap<string, AdvisoryRecord> =>
  new Map(found.flatMap((one) => (one.kind === 'advisory' ? [[one.record.recordId, one.record] as const] : [])));

const wordOf = (says: Says): string =>
  says.kind === 'affected-in'
    ? [
        says.ranges.map(({ end }) => (end.kind === 'fixed' ? `<${end.version}` : 'all')).join(),
        ...(says.note === null ? [] : [says.note]),
      ].join(' ')
    : says.kind;

/** `bookworm quay`: what is said. */
const statementsOf = (record: AdvisoryRecord | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (record?.statements ?? []).map(({ release, subject, says }) => [
      `${release.release} ${subject.name}`,
      wordOf(says),
    ]),
  );

const problemsOf = (found: readonly Found[]): readonly string[] =>
  found.flatMap((one) => (one.kind === 'problem' ? [one.problem.where] : []));

test('an advisory fixes source packages by release; a note in angle brackets says why there is no version', async () => {
  const found = await readFormat(debianAdvisories, { 'DSA.list': ADVISORIES });
  const records = advisoriesOf(found);
  expect(records.get('DSA-7001-1')).toMatchObject({
    name: 'DSA-7001-1',
    kind: 'advisory',
    summary: 'quay - security update',
    publishedAt: '2026-07-01T00:00:00.000Z',
    vulnerabilities: ['CVE-2026-100001'],
    security: true,
  });
  expect(statementsOf(records.get('DSA-7001-1'))).toEqual({
    'bookworm quay': '<2.0-1+deb12u2',
    'trixie quay': 'not-affected',
    'trixie quay-tools': '<1:3.1-2~deb13u1',
  });
  expect(statementsOf(records.get('DSA-138'))).toEqual({
    'woody hoist': '<1.2.5-7',
    'hamm hoist': 'all end-of-life',
    'potato hoist': 'all',
  });
  expect(problemsOf(found)).toEqual([]);
});

test('a regression update is a record of its own with a higher version and takes nothing back', async () => {
  const records = advisoriesOf(await readFormat(debianAdvisories, { 'DSA.list': ADVISORIES }));
  expect(records.get('DSA-7001-2')?.vulnerabilities).toEqual(['DSA-7001-2']);
  expect(statementsOf(records.get('DSA-7001-2'))).toEqual({ 'bookworm quay': '<2.0-1+deb12u3' });
  expect(records.get('DSA-7001-1')?.withdrawnAt).toBeNull();
});

test('an advisory without a package, one of the old date and one without a number are read as well', async () => {
  const found = await readFormat(debianAdvisories, { 'DSA.list': ADVISORIES });
  const records = advisoriesOf(found);
  expect(records.get('DLA-5001-1')).toMatchObject({ statements: [], vulnerabilities: ['DLA-5001-1'] });
  expect(records.get('DTSA-1-1')).toMatchObject({
    publishedAt: '2005-08-26T00:00:00.000Z',
    vulnerabilities: ['CVE-2005-2626'],
  });
  expect(records.get('DSA-138')).toMatchObject({ summary: 'hoist -- remote exploit' });
  expect(found.filter(({ kind }) => kind === 'dated')).toEqual([{ kind: 'dated', at: '2026-07-08T00:00:00.000Z' }]);
});

test('a version that is none, an unknown word and a broken header are problems, and the rest is read', async () => {
  const found = await readFormat(debianAdvisories, {
    'DSA.list': `[01 Jul 2026] DSA-1-1 quay - security update
	[bookworm] - quay quay
	[trixie] - quay <whatever>
	[trixie] - quay 1.0-1
	[warthog] - quay 1.0-1
[40 Jul 2026] DSA-2-1 quay - security update
	[trixie] - quay 1.0-2
<html>
`,
  });
  expect(problemsOf(found)).toEqual(['DSA-1-1', 'DSA-1-1', 'DSA-2-1', 'DSA.list:8']);
  expect(found).toContainEqual({ kind: 'passed-over', where: 'DSA-1-1 warthog' });
  const records = advisoriesOf(found);
  expect(statementsOf(records.get('DSA-1-1'))).toEqual({ 'trixie quay': '<1.0-1' });
  expect(records.get('DSA-2-1')?.publishedAt).toBeNull();
});

const OPEN = `CVE-2026-119741 (A flaw in quay before 3.0 ...)
	- quay 3.0-1 (bug #1130001; low)
	[bookworm] - quay <no-dsa> (Minor issue)
	[bullseye] - quay <not-affected> (Vulnerable code introduced later)
	[buster] - quay <postponed> (Minor issue)
	NOTE: https://example.org/quay
CVE-2026-10 (Something about a tool for which there is no advisory ...)
	- crane <unfixed> (unimportant)
	- winch <undetermined>
	- davit <itp> (bug #1)
	- capstan <not-affected> (Only on other systems)
CVE-2026-9999
	RESERVED
CVE-2026-9998 (A program that Debian does not have)
	NOT-FOR-US: something
CVE-2026-9997
	REJECTED
CVE-2026-XXXX [no number yet]
	- crane 1.0-2 (bug #77)
CVE-2026-XXXX [nor this one]
	- crane 1.0-3
`.replace('CVE-2026-10 ', 'CVE-2026-1010 ');

test('a note about a release is about that release, one without is about unstable, and no other is guessed at', async () => {
  const records = advisoriesOf(await readFormat(debianAdvisories, { 'CVE/list': OPEN }));
  expect(records.get('CVE-2026-119741')).toMatchObject({ kind: 'vulnerability', severity: 'low' });
  expect(statementsOf(records.get('CVE-2026-119741'))).toEqual({
    'sid quay': '<3.0-1',
    'bookworm quay': 'all no-dsa',
    'buster quay': 'all postponed',
    'bullseye quay': 'not-affected',
  });
  expect(statementsOf(records.get('CVE-2026-1010'))).toEqual({
    'sid crane': 'all unimportant',
    'sid winch': 'undetermined',
    'sid capstan': 'not-affected',
  });
});

test('what says nothing about a package is passed over, a rejected id is told, and one without a number gets the tracker’s name', async () => {
  const found = await readFormat(debianAdvisories, { 'CVE/list': OPEN });
  expect(found.filter(({ kind }) => kind === 'passed-over')).toEqual([
    { kind: 'passed-over', where: 'CVE-2026-9999' },
    { kind: 'passed-over', where: 'CVE-2026-9998' },
  ]);
  expect(found.find((one) => one.kind === 'vulnerability-facts')).toMatchObject({
    facts: { vulnerability: 'CVE-2026-9997', rejected: true },
  });
  const names = [...advisoriesOf(found).keys()].filter((name) => name.startsWith('TEMP-'));
  expect(names).toEqual([
    expect.stringMatching(/^TEMP-0000077-[0-9A-F]{6}$/),
    expect.stringMatching(/^TEMP-0000000-[0-9A-F]{6}$/),
  ]);
});

const REFERRING = `CVE-2026-2001 (A flaw in quay ...)
	{DSA-7001-1 DSA-7002-1}
	- quay 3.0-1
	- quay-17 <removed>
`;
const REFERRED = `[02 Jul 2026] DSA-7002-1 quay - security update
	{CVE-2026-2001}
	[bookworm] - quay 2.0-1+deb12u10
[01 Jul 2026] DSA-7001-1 quay - security update
	{CVE-2026-2001}
	[bookworm] - quay 2.0-1+deb12u9
	[trixie] - quay-17 17.2-0+deb13u1
`;

test('an advisory of the same feed gives a release its version, the higher where the first was not enough', async () => {
  const found = await readFormat(debianAdvisories, { 'CVE/list': REFERRING, 'DSA/list': REFERRED });
  expect(statementsOf(advisoriesOf(found).get('CVE-2026-2001'))).toEqual({
    'sid quay': '<3.0-1',
    'bookworm quay': '<2.0-1+deb12u10',
    'sid quay-17': 'undetermined',
    'trixie quay-17': '<17.2-0+deb13u1',
  });
});

test('<removed> from unstable says nothing about a release that still has the package', async () => {
  const found = await readFormat(debianAdvisories, {
    'CVE/list': 'CVE-2026-2002\n\t- quay-17 <removed>\n\t- quay-15 <removed> (unimportant)\n',
  });
  expect(statementsOf(advisoriesOf(found).get('CVE-2026-2002'))).toEqual({
    'sid quay-17': 'undetermined',
    // Of no concern in any release.
    'sid quay-15': 'all unimportant',
  });
});

test('an advisory that the feed does not have may have fixed any release: undetermined, not affected', async () => {
  const said = statementsOf(
    advisoriesOf(await readFormat(debianAdvisories, { 'CVE/list': REFERRING })).get('CVE-2026-2001'),
  );
  expect(said['sid quay']).toBe('<3.0-1');
  expect(said['bookworm quay']).toBe('undetermined');
});

test.each([
  ['CVE/list', true],
  ['data/DSA/list', true],
  ['DLA.list', true],
  ['list', false],
  ['config.json', false],
  ['CVE/list.2025', false],
])('%s is read: %s', (name, taken) => expect(debianAdvisories.takes(name)).toBe(taken));

test('every advisory and vulnerability of the real lists is read', async (context) => {
  const files = sharedFiles(context, 'debian/tracker');
  const lists = Object.fromEntries(Object.entries(files).filter(([name]) => debianAdvisories.takes(name)));
  const found = await readFormat(debianAdvisories, lists);
  const count = (ids: RegExp): number => [...advisoriesOf(found).keys()].filter((name) => ids.test(name)).length;
  // The 5,406, 3,534 and 208 headers of the lists up to 2023, and 20 transcribed ones of later years.
  expect(count(/^DSA-(?:\d{1,3}|[1-4]\d{3}|5[0-3]\d\d)(?:-|$)/)).toBe(5406);
  expect(count(/^DLA-(?:0\d{3}|\d{1,3}|[1-3]\d{3})-/)).toBe(3534);
  expect(count(/^DTSA-/)).toBe(208);
  expect(count(/^D[SL]A-/)).toBe(5406 + 3534 + 20);
  // One of 17 has not been looked at yet.
  expect(count(/^CVE-/)).toBe(16);
  // DSA-423 has a package's name where its version belongs.
  expect(problemsOf(found)).toEqual(['DSA-423']);
  const postgresql = statementsOf(advisoriesOf(found).get('CVE-2026-6473'));
  expect(postgresql['trixie postgresql-17']).toBe('<17.10-0+deb13u1');
});

const PIECES = ['{', '}', '[bookworm]', '- quay ', '<unfixed>', 'CVE-2026-1', '[01 Jul 2026] DSA-1-1 ', '(', '\t'];

test('whatever a list is made of, it ends well', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(fc.oneof(fc.constantFrom(...PIECES, '\n\t', '\n'), fc.string())).map((parts) => parts.join('')),
        damaged(new TextEncoder().encode(ADVISORIES + OPEN + REFERRING), PIECES),
      ),
      async (content) => {
        found += (await endsWell(debianAdvisories, { name: 'CVE/list', content })).length;
      },
    ),
    { numRuns: 300 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('damaged real lists end well', async (context) => {
  let found = 0;
  const files = sharedFiles(context, 'debian/tracker');
  const lists = Object.entries(files).filter(([name]) => debianAdvisories.takes(name));
  expect(lists.length).toBe(5);
  const arbitrary = fc
    .constantFrom(...lists)
    .chain(([name, bytes]) => fc.tuple(fc.constant(name), damaged(bytes.subarray(0, 60_000), PIECES)));
  await fc.assert(
    fc.asyncProperty(arbitrary, async ([name, content]) => {
      found += (await endsWell(debianAdvisories, { name, content })).length;
    }),
    { numRuns: 60 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('an entry without end keeps a limited number of notes and is a problem', async () => {
  const notes = '\t[bookworm] - quay 1.0-1\n'.repeat(NOTES_MAX + 10);
  const found = await readFormat(debianAdvisories, { 'DSA.list': `[01 Jul 2026] DSA-1-1 quay\n${notes}` });
  expect(problemsOf(found)).toEqual(['DSA-1-1']);
  expect(advisoriesOf(found).get('DSA-1-1')?.statements.length).toBe(NOTES_MAX);
});

test('a list without end is refused once too much of it waits for its advisories', async () => {
  const piece = `CVE-2026-1000\n\t{DSA-1-1}\n${'\t- quay 1.0-1\n'.repeat(1000)}`;
  expect(await readEndless(debianAdvisories, { name: 'CVE/list', piece })).toBeLessThan(2 * SOON);
});

test('a line without end is refused', async () => {
  expect(await readEndless(debianAdvisories, { name: 'CVE/list', piece: 'x'.repeat(60_000) })).toBeLessThan(2 * SOON);
});
