// The recorded hosts of the shared data: what is installed, and which answers are right.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FeedStatement, JudgedPackage } from '../../src/advisory/index.ts';
import { ALMA9, BOOKWORM, debPackage, fixedIn, rpmPackage, told } from './statements.ts';

const rowsOf = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

/** `installed.tsv` of a recorded Debian host. */
export const debianPackages = (path: string): readonly JudgedPackage[] =>
  rowsOf(path).map(([name = '', version = '', sourceName = '', sourceVersion = '', architecture = '']) =>
    debPackage(name.replace(/:\w+$/, ''), version, { sourceName, sourceVersion, architecture, origin: 'unknown' }),
  );

export interface PendingSource {
  readonly source: string;
  readonly cves_pending: readonly string[];
  readonly cves_mentioned_but_already_fixed: readonly string[];
}

export const pendingSources = (path: string): readonly PendingSource[] => JSON.parse(readFileSync(path, 'utf8'));

interface ChangelogRecord {
  readonly id: string;
  readonly source: string;
  readonly suite: string;
  readonly fixed_source_version: string;
  readonly foreign_branch: boolean;
  readonly cves: readonly string[];
}

/** Advisories read out of changelogs, for the release of the recorded hosts. */
export function changelogStatements(shared: string): readonly FeedStatement[] {
  const path = join(shared, 'data/debian/derived/changelog-advisories.jsonl');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.flatMap((line): FeedStatement[] => {
    const record = JSON.parse(line) as ChangelogRecord;
    // Updates that a new upstream version brought along in its changelog, and that this release never had.
    if (record.foreign_branch && record.cves.length === 0) return [];
    const { id, source, suite, fixed_source_version: fixed } = record;
    const named = record.cves.length === 0 ? [id] : record.cves;
    return [told(id, source, fixedIn(fixed), { release: { ...BOOKWORM, release: suite }, vulnerabilities: named })];
  });
}

/** `*.inventory.tsv`, judged as AlmaLinux 9, as the expected tables are. An empty epoch is a lost one. */
export const rpmPackages = (path: string, epoch: JudgedPackage['epoch'] = 'known'): readonly JudgedPackage[] =>
  rowsOf(path).map(
    ([name = '', epochNumber = '', version = '', release = '', architecture = '', srpm = '', module = '']) =>
      rpmPackage(name, `${epochNumber === '' ? '' : `${epochNumber}:`}${version}-${release}`, {
        release: ALMA9,
        architecture,
        sourceName: srpm.replace(/-[^-]+-[^-]+$/, ''),
        module: module === '' ? null : module,
        epoch: epochNumber === '' ? 'lost' : epoch,
      }),
  );

export interface ExpectedRow {
  readonly advisory: string;
  readonly package: string;
  readonly installed: string;
  readonly fixed: string;
  readonly isAffected: boolean;
}

/** `*.alma-expected.tsv` has the answer in column 6, the module-aware table in column 8. */
export const expectedRows = (path: string, answerColumn: number): readonly ExpectedRow[] =>
  rowsOf(path).map((row) => ({
    advisory: row[0] ?? '',
    package: row[2] ?? '',
    installed: row[3] ?? '',
    fixed: row[4] ?? '',
    isAffected: row[answerColumn - 1] === '1',
  }));
