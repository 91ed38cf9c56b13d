import type { CountedHosts, StoredFeed, StoredVerdict, UpdateCount } from '@slipway/controller/ports';
import type {
  AdvisoryRecord,
  KnowledgeRecord,
  Release,
  Statement,
  SupportStatus,
  VulnerabilityFacts,
} from '@slipway/core/advisory';
import { reason } from '@slipway/core/reasons';
import type { Urgency } from '@slipway/core/urgency';
import { THE_MORNING } from '../builders/index.ts';

export const OF_BOOKWORM: Release = { distribution: 'debian', release: 'bookworm' };

export const aStoredFeed = (given: Partial<StoredFeed> & { readonly name?: string } = {}): StoredFeed => {
  const { name = 'debian', ...rest } = given;
  return {
    spec: { name, kind: 'osv', location: `https://feeds.invalid/${name}`, release: null, sha256: null, keyring: null },
    addedAt: THE_MORNING,
    addedBy: 'ada',
    removedAt: null,
    mark: null,
    lastImport: null,
    goodAt: null,
    refusal: null,
    nextLookAt: THE_MORNING,
    ...rest,
  };
};

/** The source package is affected below `fixed`, everywhere where there is none. */
export const aStatement = (given: {
  readonly source: string;
  readonly fixed: string | null;
  readonly release?: Release;
}): Statement => ({
  release: given.release ?? OF_BOOKWORM,
  format: 'deb',
  subject: { kind: 'source', name: given.source },
  module: null,
  architectures: null,
  vulnerabilities: null,
  says: {
    kind: 'affected-in',
    ranges: [
      { introduced: null, end: given.fixed === null ? { kind: 'none' } : { kind: 'fixed', version: given.fixed } },
    ],
    versions: [],
    note: null,
  },
  entitlement: null,
  binaries: [],
});

export const anAdvisoryRecord = (
  given: Partial<AdvisoryRecord> & { readonly recordId: string },
): KnowledgeRecord & { readonly kind: 'advisory' } => ({
  kind: 'advisory',
  record: {
    name: given.recordId,
    kind: 'advisory',
    summary: `about ${given.recordId}`,
    publishedAt: THE_MORNING,
    modifiedAt: null,
    withdrawnAt: null,
    vulnerabilities: ['CVE-2026-1'],
    security: true,
    severity: 'high',
    references: [],
    statements: [aStatement({ source: 'openssl', fixed: '3.0.17-1' })],
    ...given,
  },
});

export const someFacts = (
  given: Partial<VulnerabilityFacts> & { readonly vulnerability: string },
): KnowledgeRecord & { readonly kind: 'vulnerability-facts' } => ({
  kind: 'vulnerability-facts',
  facts: {
    summary: null,
    publishedAt: null,
    rejected: null,
    cvss: [{ source: 'nvd', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', scoreTenths: 98 }],
    epss: null,
    kev: null,
    ssvc: null,
    ...given,
  },
});

export const aSupportStatus = (given: Partial<SupportStatus> = {}): KnowledgeRecord & { readonly kind: 'support' } => ({
  kind: 'support',
  status: { release: OF_BOOKWORM, sourcePackage: null, kind: 'standard', endsAt: null, note: '', ...given },
});

export const aStoredVerdict = (given: Partial<StoredVerdict> = {}): StoredVerdict => ({
  vulnerability: 'CVE-2026-1',
  verdict: 'affected',
  reason: reason('not-found', { what: 'fix', id: 'installed' }),
  sourcePackage: 'openssl',
  installedVersion: '3.0.15-1',
  fixedVersion: '3.0.17-1',
  advisory: 'DSA-1',
  feed: 'debian',
  ...given,
});

export const anUrgency = (given: Partial<Urgency> = {}): Urgency => ({
  deadline: null,
  lane: 'scheduled',
  rule: null,
  why: reason('no-rule-applies'),
  forensicTriage: false,
  missing: [],
  applying: [],
  ...given,
});

/** Of openssl of Debian 12, by two hosts that nobody labelled. */
export const anUpdateCount = (
  given: Partial<Omit<UpdateCount, 'hosts'>> = {},
  ...hosts: readonly Partial<CountedHosts>[]
): UpdateCount => ({
  release: OF_BOOKWORM,
  sourcePackage: 'openssl',
  fixedVersion: '3.0.17-1',
  vulnerabilities: 1,
  worstTenths: null,
  severity: null,
  ...given,
  hosts: (hosts.length === 0 ? [{}] : hosts).map((one) => ({
    environment: null,
    owner: null,
    hosts: 2,
    unknown: 0,
    rebootPending: 0,
    excepted: 0,
    dueFirst: { vulnerability: 'CVE-2026-1', urgency: anUrgency() },
    ...one,
  })),
});
