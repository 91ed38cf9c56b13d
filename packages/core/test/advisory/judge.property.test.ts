import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type FeedStatement,
  type JudgedPackage,
  judgePackage,
  neededSubjects,
  type Statement,
  subjectKey,
} from '../../src/advisory/index.ts';
import { asInstant } from '../../src/time/index.ts';
import { SUPPORTED } from './judging.ts';
import { ALMA9, BOOKWORM, debPackage, JAMMY, told } from './statements.ts';

const judge = (judged: JudgedPackage, statements: readonly FeedStatement[]) =>
  judgePackage(judged, statements, SUPPORTED);

// Few names and versions, so that statements meet: two feeds, three vulnerabilities, two sources.
const version = fc.constantFrom('1.0-1', '1.0-1+deb12u1', '1.0-1+deb12u2', '2.0~rc1-1', '2.0-1', '1:0.5-1', 'a:b', '');
const release = fc.constantFrom(
  BOOKWORM,
  { ...BOOKWORM, release: 'sid' },
  { ...BOOKWORM, release: 'trixie' },
  JAMMY,
  { ...JAMMY, release: 'noble' },
  ALMA9,
);
const module = fc.constantFrom(null, 'nodejs:18', 'nodejs:20');
const range = fc.record({
  introduced: fc.option(version, { nil: null, freq: 3 }),
  end: fc.oneof(
    fc.record({ kind: fc.constant('fixed' as const), version }),
    fc.record({ kind: fc.constant('last-affected' as const), version }),
    fc.constant({ kind: 'none' as const }),
  ),
});
const says: fc.Arbitrary<Statement['says']> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('affected-in' as const),
      ranges: fc.array(range, { maxLength: 2 }),
      versions: fc.array(version, { maxLength: 1 }),
      note: fc.constantFrom(
        null,
        null,
        'no-dsa' as const,
        'postponed' as const,
        'unimportant' as const,
        'end-of-life' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'not-affected' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'undetermined' as const }) },
);
const WITHDRAWN = asInstant('2026-01-01T00:00:00.000Z');

const statement: fc.Arbitrary<FeedStatement> = fc
  .record({
    record: fc.constantFrom('DSA-1', 'DSA-2', 'CVE-1', 'CVE-2', 'UBUNTU-CVE-1'),
    name: fc.constantFrom('linux', 'linux-signed-amd64', 'nodejs'),
    says,
    feed: fc.constantFrom('debian', 'osv'),
    release,
    format: fc.constantFrom('deb' as const, 'deb' as const, 'rpm' as const),
    kind: fc.constantFrom('source' as const, 'source' as const, 'binary' as const),
    module,
    architectures: fc.constantFrom(null, null, ['amd64'], ['i386']),
    entitlement: fc.constantFrom(null, null, 'ubuntu-pro'),
    binaries: fc.constantFrom([], [], [{ name: 'nodejs', version: '1.0-1' }]),
    vulnerabilities: fc.subarray(['CVE-1', 'CVE-2', 'CVE-3'], { minLength: 1 }),
    withdrawnAt: fc.constantFrom(null, null, null, WITHDRAWN),
  })
  .map(({ record, name, kind, ...more }) => told(record, name, more.says, { ...more, subject: { kind, name } }));

const judged: fc.Arbitrary<JudgedPackage> = fc
  .record({
    sourceName: fc.constantFrom('linux', 'linux-signed-amd64', 'nodejs'),
    version,
    release,
    format: fc.constantFrom('deb' as const, 'deb' as const, 'rpm' as const),
    module,
    epoch: fc.constantFrom('known' as const, 'known' as const, 'lost' as const),
    origin: fc.constantFrom('distribution' as const, 'unknown' as const, 'foreign' as const),
  })
  .map(({ version: installed, ...more }) => debPackage('nodejs', installed, more));

const statements = fc.array(statement, { maxLength: 8 });

test('a verdict never changes with the order of statements', () => {
  fc.assert(
    fc.property(
      judged,
      statements.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      (one, [list, shuffled]) => {
        expect(judge(one, shuffled)).toEqual(judge(one, list));
      },
    ),
    { numRuns: 3_000 },
  );
});

test('a statement about something else changes nothing', () => {
  const unrelated = fc.tuple(
    statement,
    fc.constantFrom<'name' | 'distribution' | 'format'>('name', 'distribution', 'format'),
  );
  fc.assert(
    fc.property(judged, statements, unrelated, (one, list, [extra, why]) => {
      const about = extra.statement;
      const elsewhere: Record<typeof why, Statement> = {
        name: { ...about, subject: { kind: about.subject.kind, name: 'zlib' } },
        distribution: { ...about, release: { distribution: 'fedora', release: '43' } },
        format: { ...about, format: one.format === 'deb' ? 'rpm' : 'deb' },
      };
      expect(judge(one, [...list, { ...extra, statement: elsewhere[why] }])).toEqual(judge(one, list));
    }),
    { numRuns: 3_000 },
  );
});

test('what is said twice is said once', () => {
  fc.assert(
    fc.property(judged, statements, (one, list) => {
      expect(judge(one, [...list, ...list])).toEqual(judge(one, list));
    }),
    { numRuns: 1_000 },
  );
});

test('with everything withdrawn nobody is affected', () => {
  fc.assert(
    fc.property(judged, statements, (one, list) => {
      const verdicts = judge(
        one,
        list.map((said) => ({ ...said, withdrawnAt: WITHDRAWN })),
      );
      expect(verdicts.filter(({ verdict }) => verdict !== 'not-affected')).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test('one verdict per vulnerability, only of what was named, and with the statements of its subjects alone', () => {
  fc.assert(
    fc.property(judged, statements, (one, list) => {
      const verdicts = judge(one, list);
      const named = verdicts.map(({ vulnerability }) => vulnerability);
      expect(new Set(named).size).toBe(named.length);
      expect(named).toEqual([...named].sort());
      const needed = new Set(neededSubjects(one).map(subjectKey));
      expect(
        judge(
          one,
          list.filter((said) => needed.has(subjectKey(said.statement.subject))),
        ),
      ).toEqual(verdicts);
    }),
    { numRuns: 1_000 },
  );
});

test('a lost epoch, an unreadable version and a foreign publisher never make anything look safe by comparison', () => {
  fc.assert(
    fc.property(judged, statements, (one, list) => {
      const cannot: readonly Partial<JudgedPackage>[] = [
        { epoch: 'lost' },
        { version: '', sourceVersion: '' },
        { origin: 'foreign' },
      ];
      for (const change of cannot) {
        const verdicts = judge({ ...one, ...change }, list);
        expect(verdicts.filter(({ reason }) => reason.code === 'fix-reached')).toEqual([]);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('the better version is never worse off: with one fix each, updating past all of them leaves nothing affected', () => {
  const fixes = fc.array(fc.constantFrom('1.0-1', '1.0-1+deb12u1', '2.0-1', '1:0.5-1'), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fixes, (versions) => {
      const list = versions.map((fixed, index) =>
        told(
          `DSA-${index}`,
          'a',
          {
            kind: 'affected-in',
            ranges: [{ introduced: null, end: { kind: 'fixed', version: fixed } }],
            versions: [],
            note: null,
          },
          { vulnerabilities: ['CVE-1'] },
        ),
      );
      for (const { verdict, fixedVersion } of judge(debPackage('a', '0.1'), list)) {
        expect(verdict).toBe('affected');
        expect(judge(debPackage('a', fixedVersion ?? ''), list)).toMatchObject([{ verdict: 'fixed' }]);
      }
    }),
  );
});
