import type { AdvisoryRecord } from '@slipway/core/advisory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged, endsWell, readEndless, SOON } from '../../test/damage.ts';
import { readFormat } from '../../test/read-format.ts';
import { sharedFiles } from '../../test/shared-files.ts';
import type { Found } from '../format.ts';
import { FeedRefused } from '../refused.ts';
import { debianTracker } from './debian-tracker.ts';

const recordsOf = (found: readonly Found[]): ReadonlyMap<string, AdvisoryRecord> =>
  new Map(found.flatMap((one) => (one.kind === 'advisory' ? [[one.record.recordId, one.record] as const] : [])));

const problemsOf = (found: readonly Found[]): readonly string[] =>
  found.flatMap((one) => (one.kind === 'problem' ? [one.problem.where] : []));

const read = async (content: unknown): Promise<readonly Found[]> =>
  await readFormat(debianTracker, { 'data.json': JSON.stringify(content) });

/** What is said of a release whose entry in the tracker is this. */
const said = async (of: Readonly<Record<string, unknown>>): Promise<unknown> => {
  const found = await read({ quay: { 'CVE-2026-1000': { releases: { bookworm: of } } } });
  return recordsOf(found).get('CVE-2026-1000@quay')?.statements[0]?.says ?? problemsOf(found);
};

const open = (note: string | null) => ({
  kind: 'affected-in',
  ranges: [{ introduced: null, end: { kind: 'none' } }],
  versions: [],
  note,
});

test('one record per vulnerability and source, one statement per release', async () => {
  const found = await read({
    quay: {
      'CVE-2026-119741': {
        description: 'A flaw\u0007 in quay',
        scope: 'remote',
        releases: {
          bookworm: { status: 'resolved', fixed_version: '2.0-1+deb12u2', urgency: 'low**', repositories: {} },
          sid: { status: 'resolved', fixed_version: '3.0-1', urgency: 'high**' },
          warthog: { status: 'open', urgency: 'not yet assigned' },
        },
      },
    },
    'quay-tools': { 'CVE-2026-119741': { releases: { sid: { status: 'open', urgency: 'unimportant' } } } },
  });
  expect([...recordsOf(found).keys()]).toEqual(['CVE-2026-119741@quay', 'CVE-2026-119741@quay-tools']);
  expect(recordsOf(found).get('CVE-2026-119741@quay')).toMatchObject({
    name: 'CVE-2026-119741',
    kind: 'vulnerability',
    summary: 'A flaw in quay',
    vulnerabilities: ['CVE-2026-119741'],
    severity: 'high',
    statements: [
      {
        release: { distribution: 'debian', release: 'bookworm' },
        format: 'deb',
        subject: { kind: 'source', name: 'quay' },
        says: { ranges: [{ introduced: null, end: { kind: 'fixed', version: '2.0-1+deb12u2' } }], note: null },
      },
      { release: { release: 'sid' }, says: { ranges: [{ end: { version: '3.0-1' } }] } },
    ],
  });
  expect(found).toContainEqual({ kind: 'passed-over', where: 'CVE-2026-119741@quay warthog' });
  expect(problemsOf(found)).toEqual([]);
});

test('a fixed version of 0 is "not affected", and no version to reach', async () => {
  expect(await said({ status: 'resolved', fixed_version: '0', urgency: 'unimportant' })).toEqual({
    kind: 'not-affected',
  });
});

test.each([
  [{ status: 'open', urgency: 'not yet assigned' }, open(null)],
  [{ status: 'open', urgency: 'low', nodsa: 'Minor issue', nodsa_reason: '' }, open('no-dsa')],
  [{ status: 'open', nodsa: 'Minor issue', nodsa_reason: 'postponed' }, open('postponed')],
  [{ status: 'open', nodsa: 'Too intrusive', nodsa_reason: 'ignored' }, open('ignored')],
  [{ status: 'open', urgency: 'end-of-life' }, open('end-of-life')],
  [{ status: 'open', urgency: 'unimportant', nodsa: 'Minor issue' }, open('unimportant')],
  [{ status: 'undetermined' }, { kind: 'undetermined' }],
])('%j is affected, or nobody knows; never safe', async (of, says) => expect(await said(of)).toEqual(says));

test('a decision not to fix is overtaken by a fix', async () => {
  expect(
    await said({ status: 'resolved', fixed_version: '1.0-1', nodsa: 'Minor issue', nodsa_reason: 'postponed' }),
  ).toMatchObject({
    ranges: [{ end: { kind: 'fixed', version: '1.0-1' } }],
    note: null,
  });
});

test.each([
  [{ status: 'resolved' }],
  [{ status: 'resolved', fixed_version: 'none' }],
  [{ status: 'closed' }],
  [{ status: ['open'] }],
])('%j is a problem, and no statement', async (of) => expect(await said(of)).toEqual(['CVE-2026-1000@quay bookworm']));

test('what is no source or no vulnerability is a problem, an empty list of releases is none', async () => {
  const found = await read({
    quay: { 'CVE-2026-1000': { releases: [] }, 'CVE-26-1': {}, 'CVE-2026-1001': 'x' },
    '../quay': {},
    crane: [],
  });
  expect(problemsOf(found)).toEqual(['quay CVE-26-1', 'quay CVE-2026-1001', '../quay', 'crane']);
  expect(found).toContainEqual({ kind: 'passed-over', where: 'CVE-2026-1000@quay' });
});

test.each(['', '<html></html>', '{"quay": {}', '[1', '"quay"', 'null'])('%j refuses the feed', async (content) => {
  await expect(readFormat(debianTracker, { 'data.json': content })).rejects.toThrow(FeedRefused);
});

test('every record of the real JSON is read', async (context) => {
  const counts: Record<string, readonly number[]> = {};
  for (const [path, content] of Object.entries(sharedFiles(context, 'debian/tracker'))) {
    const name = path.split('/').at(-1) ?? '';
    if (!name.startsWith('tracker-json')) continue;
    const found = await readFormat(debianTracker, { [name]: content });
    expect(problemsOf(found)).toEqual([]);
    const records = [...recordsOf(found).values()];
    counts[name] = [records.length, records.reduce((sum, { statements }) => sum + statements.length, 0)];
  }
  expect(counts).toEqual({
    // One of seven is of a source that no release has.
    'tracker-json.sample.json': [6, 25],
    'tracker-json.mock.json': [3, 15],
    'tracker-json.derived.json': [6002, 7127],
  });
});

const SMALL = JSON.stringify({
  quay: {
    'CVE-2026-1000': {
      description: 'd',
      releases: { bookworm: { status: 'resolved', fixed_version: '2.0-1', urgency: 'low' } },
    },
    'TEMP-0000001-ABCDEF': { releases: { trixie: { status: 'open', nodsa: 'n', nodsa_reason: 'ignored' } } },
  },
});
const PIECES = ['{', '}', '[', ']', ',', ':', '"__proto__":{', '"status":"open"', '\\', '\\u0000', '1e999', 'null'];

test('whatever the JSON is, it ends well', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), damaged(new TextEncoder().encode(SMALL), PIECES)), async (content) => {
      found += (await endsWell(debianTracker, { name: 'data.json', content })).length;
    }),
    { numRuns: 300 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('damaged real JSON ends well', async (context) => {
  let found = 0;
  const [, content] = Object.entries(sharedFiles(context, 'debian/tracker/tracker-json.sample.json'))[0]!;
  await fc.assert(
    fc.asyncProperty(damaged(content, PIECES), async (bytes) => {
      found += (await endsWell(debianTracker, { name: 'data.json', content: bytes })).length;
    }),
    { numRuns: 100 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('one source without end is refused at the limit of one value', async () => {
  const file = { name: 'data.json', start: '{"quay": {"CVE-2026-1000": "', piece: 'x'.repeat(60_000) };
  expect(await readEndless(debianTracker, file)).toBeLessThan(2 * SOON);
});
