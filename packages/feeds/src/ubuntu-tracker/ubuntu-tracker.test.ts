import { join } from 'node:path';
import type { AdvisoryRecord, Says } from '@slipway/core/advisory';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import fc from 'fast-check';
import { expect, type TestContext, test } from 'vitest';
import { damaged, endsWell } from '../../test/damage.ts';
import { readFormat } from '../../test/read-format.ts';
import { Budget, openFeed } from '../archive/index.ts';
import type { Found } from '../format.ts';
import { FEED_LIMITS } from '../limits.ts';
import { STATES_MAX } from './tracker-file.ts';
import { ubuntuTracker } from './ubuntu-tracker.ts';

const recordsOf = (found: readonly Found[]): readonly AdvisoryRecord[] =>
  found.flatMap((one) => (one.kind === 'advisory' ? [one.record] : []));

const problemsOf = (found: readonly Found[]): readonly string[] =>
  found.flatMap((one) => (one.kind === 'problem' ? [one.problem.where] : []));

const wordOf = (says: Says): string =>
  says.kind === 'affected-in'
    ? [
        says.ranges.map(({ end }) => (end.kind === 'fixed' ? `<${end.version}` : 'all')).join(),
        ...(says.note === null ? [] : [says.note]),
      ].join(' ')
    : says.kind;

/** `xenial quay <1.0 (ubuntu-pro)` */
const wordsOf = (record: AdvisoryRecord | undefined): readonly string[] =>
  (record?.statements ?? []).map(({ release, subject, says, entitlement }) =>
    [release.release, subject.name, wordOf(says), ...(entitlement === null ? [] : [`(${entitlement})`])].join(' '),
  );

const HEADER = `Candidate: CVE-2026-119741
PublicDate: 2026-07-01 10:00:00 UTC
References:
 https://example.org/CVE-2026-119741
 a remark
Description:
 A flaw in quay
 before 3.0.
Ubuntu-Description:
Notes:
 someone> xenial_quay: released (9.9)
Priority: medium
 Needs a user who opens a file
Priority_quay-tools: low
Discovered-by: Somebody
CVSS:
 nvd: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H [9.8 CRITICAL]
 nvd: nothing

Patches_quay:
 upstream: https://example.org/patch
upstream_quay: released (3.0)
`;

const read = async (lines: string, header = HEADER): Promise<readonly Found[]> =>
  await readFormat(ubuntuTracker, { 'active/CVE-2026-119741': header + lines });

test('a file is a record of its vulnerability, with the facts that it tells', async () => {
  const found = await read('noble_quay: released (2.0-1ubuntu1.1)\n');
  expect(recordsOf(found)).toEqual([
    {
      recordId: 'CVE-2026-119741',
      name: 'CVE-2026-119741',
      kind: 'vulnerability',
      summary: 'A flaw in quay before 3.0.',
      publishedAt: '2026-07-01T10:00:00.000Z',
      modifiedAt: null,
      withdrawnAt: null,
      vulnerabilities: ['CVE-2026-119741'],
      security: true,
      severity: 'medium',
      references: ['https://example.org/CVE-2026-119741'],
      statements: [
        {
          release: { distribution: 'ubuntu', release: 'noble' },
          format: 'deb',
          subject: { kind: 'source', name: 'quay' },
          module: null,
          architectures: null,
          vulnerabilities: null,
          says: {
            kind: 'affected-in',
            ranges: [{ introduced: null, end: { kind: 'fixed', version: '2.0-1ubuntu1.1' } }],
            versions: [],
            note: null,
          },
          entitlement: null,
          binaries: [],
        },
      ],
    },
  ]);
  expect(found.find((one) => one.kind === 'vulnerability-facts')).toMatchObject({
    facts: { vulnerability: 'CVE-2026-119741', cvss: [{ source: 'nvd', scoreTenths: 98 }], rejected: null },
  });
});

test.each([
  ['released (1.0-1)', 'jammy quay <1.0-1'],
  ['released [1.0-1]', 'jammy quay <1.0-1'],
  ['released (1.0-1))', 'jammy quay <1.0-1'],
  ['not-affected (1.0-1)', 'jammy quay not-affected'],
  ['not-affected (code not present)', 'jammy quay not-affected'],
  ['needed', 'jammy quay all'],
  ['active', 'jammy quay all'],
  ['in-progress', 'jammy quay all'],
  ['needs-triage', 'jammy quay all needs-triage'],
  ['deferred (2026-01-01)', 'jammy quay all deferred'],
  ['ignored (see notes)', 'jammy quay all ignored'],
  ['ignored (out of standard support)', 'jammy quay all end-of-life'],
  ['ignored (end of standard support, was needed)', 'jammy quay all end-of-life'],
  ['ignored (was needs-triage now end-of-life)', 'jammy quay all end-of-life'],
  ['released-esm (1.0-1+esm1)', 'jammy quay <1.0-1+esm1 (ubuntu-pro)'],
  ['released', 'jammy quay undetermined'],
  ['released ()', 'jammy quay undetermined'],
])('"%s" is %s', async (state, word) => {
  const found = await read(`jammy_quay: ${state}\n`);
  expect(recordsOf(found).flatMap(wordsOf)).toEqual([word]);
  expect(problemsOf(found)).toEqual([]);
});

test('a pending version is none that anybody could install', async () => {
  expect(recordsOf(await read('jammy_quay: pending (1.0-1)\n')).flatMap(wordsOf)).toEqual(['jammy quay all']);
});

test('what a release does not have is not said to be anything', async () => {
  const found = await read('jammy_quay: DNE\ntrusty_quay: DNE (trusty was released [1.0-1])\n');
  expect(recordsOf(found).flatMap(wordsOf)).toEqual([]);
  expect(problemsOf(found)).toEqual([]);
});

test('expanded maintenance is of the same release and needs Pro; other scopes are no release of hosts', async () => {
  const found = await read(`trusty_quay: ignored (out of standard support)
trusty/esm_quay: needed
esm-infra/xenial_quay: released (1.0-1+esm1)
esm-apps/noble_quay: not-affected (1.0-1)
esm-infra-legacy/trusty_quay: released (0.9-1+esm2)
fips/focal_quay: released (1.0-1+Fips1)
devel_quay: released (9.0-1)
snap_quay: needed
product_quay: needed
vivid/ubuntu-core_quay: needed
bookworm_quay: needed
`);
  expect(recordsOf(found).flatMap(wordsOf)).toEqual([
    'trusty quay all end-of-life',
    'trusty quay all (ubuntu-pro)',
    'xenial quay <1.0-1+esm1 (ubuntu-pro)',
    'noble quay not-affected (ubuntu-pro)',
    'trusty quay <0.9-1+esm2 (ubuntu-pro)',
  ]);
});

test('a package with a priority of its own has a record of its own', async () => {
  const records = recordsOf(await read('jammy_quay: needed\njammy_quay-tools: needed\n'));
  expect(records.map(({ recordId, name, severity }) => [recordId, name, severity])).toEqual([
    ['CVE-2026-119741', 'CVE-2026-119741', 'medium'],
    ['CVE-2026-119741@low', 'CVE-2026-119741', 'low'],
  ]);
  expect(records.map(wordsOf)).toEqual([['jammy quay all'], ['jammy quay-tools all']]);
});

test('a line that cannot be read is a problem and leaves the package in doubt', async () => {
  const found = await read('jammy_quay: releasd (1.0-1)\nnoble_quay: released (1.0-1, 2.0-1)\nnoble_<b>: needed\n');
  expect(recordsOf(found).flatMap(wordsOf)).toEqual(['jammy quay undetermined', 'noble quay undetermined']);
  expect(problemsOf(found)).toEqual([
    'CVE-2026-119741 jammy quay',
    'CVE-2026-119741 noble quay',
    'CVE-2026-119741 noble <b>',
  ]);
});

test('a file without a candidate is a problem; an untriaged one has no severity', async () => {
  expect(problemsOf(await read('jammy_quay: needed\n', 'PublicDate: unknown\n'))).toEqual(['active/CVE-2026-119741']);
  const [record] = recordsOf(await read('', 'Candidate: CVE-2026-1\nPublicDate: unknown\nPriority: untriaged\n'));
  expect(record).toMatchObject({ severity: null, publishedAt: null, statements: [] });
});

test('names in Latin 1 do no harm', async () => {
  const content = Buffer.from(`${HEADER.replace('Somebody', 'Andr\u00e9')}jammy_quay: needed\n`, 'latin1');
  expect(recordsOf(await readFormat(ubuntuTracker, { 'CVE-2026-119741': content })).length).toBe(1);
});

test.each([
  ['active/CVE-2026-119741', true],
  ['CVE-2012-NNN1', true],
  ['active/00boilerplate.linux', false],
  ['active/Makefile', false],
  ['README', false],
  ['CVE-2026-119741.json', false],
])('%s is read: %s', (name, taken) => expect(ubuntuTracker.takes(name)).toBe(taken));

/** By name. */
const realFiles = async (context: TestContext): Promise<Readonly<Record<string, Uint8Array>>> => {
  const shared = sharedFolder();
  if (shared === null) return endWithout('there is no shared data for the Ubuntu tracker', context);
  const name = 'ubuntu-cve-tracker-active-2020-06-18.tar.zst';
  const budget = new Budget(name, FEED_LIMITS);
  const files: Record<string, Uint8Array> = {};
  const archive = { path: join(shared, 'data/ubuntu', name), name, takes: ubuntuTracker.takes, budget };
  for await (const file of openFeed(archive)) {
    const bytes = await file.bytes();
    if (!bytes.ok) throw new Error(JSON.stringify(bytes.reason));
    files[file.name] = bytes.value;
  }
  return files;
};

test('every file of the real tracker is read, and every line about a release of ours', async (context) => {
  const files = await realFiles(context);
  expect(Object.keys(files).length).toBe(6509);
  const found = await readFormat(ubuntuTracker, files);
  const records = recordsOf(found);
  expect(new Set(records.map(({ name }) => name)).size).toBe(6509);
  expect(records.filter(({ publishedAt }) => publishedAt === null)).toEqual([]);
  // Two versions in one line, and a version with an underscore: the tracker's own slips.
  expect(problemsOf(found).toSorted()).toEqual([
    'CVE-2016-4021 precise pgpdump',
    'CVE-2018-1999023 bionic wesnoth-1.12',
  ]);
  // Counted without the parser: lines of releases and of ESM that are not DNE.
  const lines = Object.values(files).flatMap((content) =>
    [
      ...Buffer.from(content)
        .toString('latin1')
        .matchAll(/^(?:([a-z]+)|[a-z]+\/esm)_[^\s:_]+:[ \t]*(?!DNE)\S/gm),
    ].filter(([, plain]) => !['upstream', 'devel', 'product', 'snap'].includes(plain ?? '')),
  );
  expect(records.reduce((sum, { statements }) => sum + statements.length, 0)).toBe(lines.length);
});

const PIECES = [
  'jammy_quay: ',
  'released (',
  ')',
  'Candidate: ',
  '\n ',
  '_',
  'esm-infra/',
  'Priority_quay: high',
  'CVSS:',
];

test('whatever a file is made of, it ends well', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string())).map((parts) => parts.join('')),
        damaged(new TextEncoder().encode(`${HEADER}jammy_quay: released (1.0-1)\nnoble_quay: needed\n`), PIECES),
      ),
      async (content) => {
        found += (await endsWell(ubuntuTracker, { name: 'CVE-2026-1', content })).length;
      },
    ),
    { numRuns: 400 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('damaged real files end well', async (context) => {
  let found = 0;
  const arbitrary = fc
    .constantFrom(...Object.values(await realFiles(context)))
    .chain((bytes) => damaged(bytes, PIECES));
  await fc.assert(
    fc.asyncProperty(arbitrary, async (content) => {
      found += (await endsWell(ubuntuTracker, { name: 'CVE-2026-1', content })).length;
    }),
    { numRuns: 200 },
  );
  // Had everything been refused, nothing would have been shown.
  expect(found).toBeGreaterThan(0);
});

test('a file with too many lines keeps a limited number of them and is a problem', async () => {
  const found = await read('jammy_quay: needed\n'.repeat(STATES_MAX + 10));
  expect(problemsOf(found)).toEqual(['CVE-2026-119741']);
  expect(recordsOf(found)[0]?.statements.length).toBe(STATES_MAX - 1);
});
