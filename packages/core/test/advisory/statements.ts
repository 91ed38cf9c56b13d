// Statements and packages in one line each, for tests of the judge.

import type { FeedStatement, JudgedPackage, Release, Statement } from '../../src/advisory/index.ts';
import { asInstant } from '../../src/time/index.ts';

export const BOOKWORM: Release = { distribution: 'debian', release: 'bookworm' };
export const BULLSEYE: Release = { distribution: 'debian', release: 'bullseye' };
export const JAMMY: Release = { distribution: 'ubuntu', release: 'jammy' };
export const ALMA9: Release = { distribution: 'almalinux', release: '9' };

export const FEED_DATE = asInstant('2026-11-20T00:00:00.000Z');

/** A Debian package whose source bears its name and version, unless said otherwise. */
export function debPackage(name: string, version: string, more: Partial<JudgedPackage> = {}): JudgedPackage {
  return {
    release: BOOKWORM,
    format: 'deb',
    name,
    architecture: 'amd64',
    version,
    sourceName: name,
    sourceVersion: version,
    module: null,
    epoch: 'known',
    origin: 'distribution',
    ...more,
  };
}

export function rpmPackage(name: string, version: string, more: Partial<JudgedPackage> = {}): JudgedPackage {
  return debPackage(name, version, { release: ALMA9, format: 'rpm', architecture: 'x86_64', ...more });
}

export type Told = Partial<Omit<FeedStatement, 'statement'>> & Partial<Statement>;

/** Of the record `recordId`, by default an advisory, about the source package `name` of bookworm. */
export function told(recordId: string, name: string, says: Statement['says'], more: Told = {}): FeedStatement {
  const { release, format, subject, module, architectures, entitlement, binaries, publisher, ...record } = more;
  return {
    feed: 'debian',
    feedDate: FEED_DATE,
    recordId,
    advisory: recordId,
    kind: recordId.includes('CVE-') ? 'vulnerability' : 'advisory',
    withdrawnAt: null,
    security: true,
    severity: null,
    vulnerabilities: [recordId],
    ...record,
    statement: {
      release: release ?? BOOKWORM,
      format: format ?? 'deb',
      subject: subject ?? { kind: 'source', name },
      module: module ?? null,
      architectures: architectures ?? null,
      vulnerabilities: null,
      says,
      entitlement: entitlement ?? null,
      binaries: binaries ?? [],
      ...(publisher === undefined ? {} : { publisher }),
    },
  };
}

/** About the binary RPM `name` of AlmaLinux 9. */
export function toldOfRpm(recordId: string, name: string, says: Statement['says'], more: Told = {}): FeedStatement {
  const about: Told = { feed: 'almalinux', release: ALMA9, format: 'rpm', subject: { kind: 'binary', name } };
  return told(recordId, name, says, { ...about, ...more });
}

type AffectedIn = Extract<Statement['says'], { kind: 'affected-in' }>;

export const fixedIn = (version: string, introduced: string | null = null): AffectedIn => ({
  kind: 'affected-in',
  ranges: [{ introduced, end: { kind: 'fixed', version } }],
  versions: [],
  note: null,
});

export const unfixed = (note: AffectedIn['note'] = null): AffectedIn => ({
  kind: 'affected-in',
  ranges: [{ introduced: null, end: { kind: 'none' } }],
  versions: [],
  note,
});

export const NOT_AFFECTED: Statement['says'] = { kind: 'not-affected' };
export const UNDETERMINED: Statement['says'] = { kind: 'undetermined' };
