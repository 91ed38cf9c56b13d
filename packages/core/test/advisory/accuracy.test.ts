import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import { describe, expect, type TestContext, test } from 'vitest';
import {
  type FeedStatement,
  indexStatements,
  type JudgedPackage,
  judgePackage,
  type Verdict,
} from '../../src/advisory/index.ts';
import { filesOfZip, filesOfZstdTar } from './archives.ts';
import { SUPPORTED } from './judging.ts';
import { statementsOf, statementsOfOsv } from './osv-records.ts';
import {
  changelogStatements,
  debianPackages,
  type ExpectedRow,
  expectedRows,
  pendingSources,
  rpmPackages,
} from './recorded-hosts.ts';
import { debPackage } from './statements.ts';

// Recorded hosts against real advisories. Without the shared data these end, and say so; the tables of our own beside
// the source hold the same rules.

const MISSING =
  'the shared hosts and advisories are missing: put them at ../shared or name their folder in SLIPWAY_SHARED';

const sharedOf = (context: TestContext): string => sharedFolder() ?? endWithout(MISSING, context);

function judgeAll(packages: readonly JudgedPackage[], statements: readonly FeedStatement[]): readonly Verdict[] {
  const index = indexStatements(statements);
  return packages.flatMap((judged) => judgePackage(judged, index.of(judged), SUPPORTED));
}

/** CVEs that still stand, by source. */
function affectedBySource(verdicts: readonly Verdict[]): Readonly<Record<string, readonly string[]>> {
  const found = new Map<string, Set<string>>();
  for (const { verdict, vulnerability, sourcePackage } of verdicts) {
    if (verdict !== 'affected' || !vulnerability.startsWith('CVE-')) continue;
    found.set(sourcePackage, (found.get(sourcePackage) ?? new Set()).add(vulnerability));
  }
  return Object.fromEntries([...found].map(([source, set]) => [source, [...set].sort()]));
}

const FEEDS = {
  changelogs: changelogStatements,
  OSV: (shared: string) =>
    [11, 12, 13].flatMap((release) => [
      ...statementsOf(filesOfZip(join(shared, `data/debian/osv/Debian-${release}.zip`)), 'osv-debian'),
    ]),
} as const;

describe.each(Object.entries(FEEDS))('Debian hosts by %s', (_feed, statementsIn) => {
  test.for([
    ['bookworm-base', 8, 62],
    ['bookworm-server', 28, 2966],
  ] as const)('%s: the CVEs of every source, exactly', ([host, sources, cves], context) => {
    const shared = sharedOf(context);
    const folder = join(shared, 'hosts', host);
    const expected = pendingSources(join(folder, 'pending-by-source.json'));
    const found = affectedBySource(judgeAll(debianPackages(join(folder, 'installed.tsv')), statementsIn(shared)));
    expect(found).toEqual(
      Object.fromEntries(
        expected
          .filter(({ cves_pending }) => cves_pending.length > 0)
          .map(({ source, cves_pending }) => [source, [...cves_pending].sort()]),
      ),
    );
    expect([Object.keys(found).length, new Set(Object.values(found).flat()).size]).toEqual([sources, cves]);
    for (const { source, cves_mentioned_but_already_fixed } of expected) {
      const wrong = cves_mentioned_but_already_fixed.filter((cve) => found[source]?.includes(cve));
      expect(wrong, `${source}: mentioned, but fixed already`).toEqual([]);
    }
  });

  test('after a full upgrade only the old kernel is left on disk', (context) => {
    const shared = sharedOf(context);
    const packages = debianPackages(join(shared, 'hosts/bookworm-server/after-dist-upgrade/installed.tsv'));
    const affected = judgeAll(packages, statementsIn(shared)).filter(({ verdict }) => verdict === 'affected');
    expect(new Set(affected.map((one) => one.package))).toEqual(new Set(['linux-image-6.1.0-50-cloud-amd64']));
    expect(affected.filter(({ vulnerability }) => vulnerability.startsWith('CVE-'))).toHaveLength(2578);
    const base = debianPackages(join(shared, 'hosts/bookworm-base/after-upgrade/installed.tsv'));
    expect(judgeAll(base, statementsIn(shared)).filter(({ verdict }) => verdict === 'affected')).toEqual([]);
  });
});

describe('RPM hosts', () => {
  const almaIn = (shared: string): readonly FeedStatement[] =>
    statementsOf(filesOfZstdTar(join(shared, 'data/almalinux/osv-almalinux9-2026-08-21.tar.zst')), 'almalinux');

  /** The same question as the tables ask: each advisory for itself. */
  function rowsFound(packages: readonly JudgedPackage[], statements: readonly FeedStatement[]): readonly string[] {
    const index = indexStatements(statements);
    return packages.flatMap((judged) =>
      [...Map.groupBy(index.of(judged), ({ recordId }) => recordId)].flatMap(([advisory, own]) => {
        const affected = judgePackage(judged, own, SUPPORTED).find(({ verdict }) => verdict === 'affected');
        return affected === undefined ? [] : [rowText(advisory, affected)];
      }),
    );
  }
  const rowText = (advisory: string, { package: name, installedVersion, fixedVersion }: Verdict): string =>
    [advisory, name, installedVersion, fixedVersion].join(' ');
  const expectedText = (row: ExpectedRow): string => [row.advisory, row.package, row.installed, row.fixed].join(' ');

  test.for([
    ['ubi9-x86_64', 'ubi9-x86_64.alma-expected.tsv', 6, 0],
    ['ubi9-nodejs18-x86_64', 'ubi9-nodejs18-x86_64.module-aware.tsv', 7, 4],
  ] as const)('%s: every row of %s, exactly', ([host, table, column, lostCount], context) => {
    const shared = sharedOf(context);
    const packages = rpmPackages(join(shared, `hosts/rpm/${host}.inventory.tsv`));
    const rows = expectedRows(join(shared, 'hosts/rpm', table), column);
    // The tables take an epoch that the inventory has lost for 0, which flips 52 rows of the second one: they are unknown.
    const lost = new Set(packages.filter(({ epoch }) => epoch === 'lost').map(({ name }) => name));
    const affected = rows.filter((row) => row.isAffected && !lost.has(row.package));
    expect(affected.length).toBeGreaterThan(300);
    const statements = almaIn(shared);
    const found = rowsFound(packages, statements);
    expect([...found].sort()).toEqual(affected.map(expectedText).sort());

    // And all at once: a vulnerability stands as long as one advisory that names it is not reached.
    const named = new Map(statements.map(({ recordId, vulnerabilities }) => [recordId, vulnerabilities]));
    const expected = affected.flatMap((row) => (named.get(row.advisory) ?? []).map((id) => `${row.package} ${id}`));
    const verdicts = judgeAll(packages, statements);
    const standing = verdicts.filter(({ verdict }) => verdict === 'affected');
    expect(standing.map((one) => `${one.package} ${one.vulnerability}`).sort()).toEqual([...new Set(expected)].sort());
    const ofLost = verdicts.filter((one) => lost.has(one.package));
    expect(new Set(ofLost.map((one) => one.package)).size).toBe(lostCount);
    expect(ofLost.filter(({ verdict }) => verdict !== 'unknown')).toEqual([]);
  });

  test('lost epochs: every comparison is unknown, none is right by chance', (context) => {
    const shared = sharedOf(context);
    const packages = rpmPackages(join(shared, 'hosts/rpm/ubi9-x86_64.inventory.tsv'), 'lost');
    const verdicts = judgeAll(packages, almaIn(shared));
    expect(verdicts.length).toBeGreaterThan(300);
    expect(new Set(verdicts.map(({ verdict, reason }) => `${verdict} ${reason.code}`))).toEqual(
      new Set(['unknown epoch-lost']),
    );
  });
});

describe('Ubuntu', () => {
  const recordsIn = (shared: string): readonly FeedStatement[] => {
    const folder = join(shared, 'data/ubuntu/osv');
    return readdirSync(folder).flatMap((name) => [
      ...statementsOfOsv(readFileSync(join(folder, name), 'utf8'), 'osv-ubuntu'),
    ]);
  };
  const sudo = (release: string, version: string): JudgedPackage =>
    debPackage('sudo', version, { release: { distribution: 'ubuntu', release } });

  test.for([
    ['jammy', '1.9.9-1ubuntu2.4', ['CVE-2025-32462 affected', 'CVE-2025-32463 not-affected']],
    ['jammy', '1.9.9-1ubuntu2.5', ['CVE-2025-32462 fixed', 'CVE-2025-32463 not-affected']],
    ['noble', '1.9.15p5-3ubuntu5', ['CVE-2025-32462 affected', 'CVE-2025-32463 affected']],
    ['noble', '1.9.15p5-3ubuntu5.24.04.1', ['CVE-2025-32462 fixed', 'CVE-2025-32463 fixed']],
    ['bionic', '1.8.21p2-3ubuntu1.6', ['CVE-2025-32462 affected']],
  ] as const)('sudo on %s %s: USN-7604 with its records', ([release, version, expected], context) => {
    const verdicts = judgeAll([sudo(release, version)], recordsIn(sharedOf(context)));
    expect(verdicts.map(({ vulnerability, verdict }) => `${vulnerability} ${verdict}`)).toEqual(expected);
    const paid = verdicts.filter(({ reason }) => reason.code === 'fix-needs-entitlement');
    expect(paid).toHaveLength(release === 'bionic' ? 1 : 0);
  });
});
