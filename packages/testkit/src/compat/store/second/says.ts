// What feeds say, in every form that a record may have.

import type { AdvisoryRecord, KnowledgeRecord, Says, Severity, Statement, SupportStatus } from '@slipway/core/advisory';
import { THE_MORNING } from '../../../builders/index.ts';
import { anAdvisoryRecord, aStatement, aSupportStatus, OF_BOOKWORM, someFacts } from '../../../store-rows/index.ts';
import type { EachKind, Whole } from '../../whole.ts';

const SAYS: EachKind<Says> = {
  'affected-in': {
    kind: 'affected-in',
    ranges: [
      { introduced: null, end: { kind: 'fixed', version: '3.0.17-1' } },
      { introduced: '1.0', end: { kind: 'last-affected', version: '2.0' } },
      { introduced: '4.0', end: { kind: 'none' } },
    ],
    versions: ['1.1'],
    note: 'no-dsa',
  },
  'not-affected': { kind: 'not-affected' },
  undetermined: { kind: 'undetermined' },
};
type Note = NonNullable<Extract<Says, { readonly kind: 'affected-in' }>['note']>;
const NOTES: { readonly [Name in Note]: true } = {
  'no-dsa': true,
  postponed: true,
  ignored: true,
  'end-of-life': true,
  unimportant: true,
  deferred: true,
  'needs-triage': true,
};
const aWhole: Whole<Statement> = {
  ...aStatement({ source: 'openssl', fixed: '3.0.17-1' }),
  subject: { kind: 'binary', name: 'libssl3' },
  module: 'nodejs:18',
  architectures: ['x86_64'],
  vulnerabilities: ['CVE-2026-1'],
  says: SAYS['not-affected'],
  entitlement: 'ubuntu-pro',
  binaries: [{ name: 'libssl3', version: '3.0.17-1' }],
  publisher: 'any',
};
const STATEMENTS: readonly Statement[] = [
  ...Object.values(SAYS).map((says) => ({ ...aWhole, says })),
  ...Object.keys(NOTES).map((note) => ({ ...aWhole, says: { ...SAYS['affected-in'], note: note as Note } })),
  aStatement({ source: 'openssl', fixed: '3.0.17-1' }),
];

const SEVERITIES: { readonly [Word in Severity]: true } = {
  negligible: true,
  low: true,
  medium: true,
  high: true,
  critical: true,
};
const aRecord: Whole<AdvisoryRecord> = {
  ...anAdvisoryRecord({ recordId: 'DSA-1' }).record,
  modifiedAt: THE_MORNING,
  withdrawnAt: null,
  references: ['https://advisories.invalid/DSA-1'],
  statements: STATEMENTS as readonly Whole<Statement>[],
};

const SUPPORT: { readonly [Kind in SupportStatus['kind']]: true } = {
  standard: true,
  'long-term': true,
  extended: true,
  limited: true,
  ended: true,
};

type Records = readonly KnowledgeRecord[];
const RECORDS: { readonly [Kind in KnowledgeRecord['kind']]: Records } = {
  advisory: [
    { kind: 'advisory', record: aRecord },
    anAdvisoryRecord({ recordId: 'DSA-2', withdrawnAt: THE_MORNING }),
    anAdvisoryRecord({ recordId: 'CVE-2026-1', kind: 'vulnerability', severity: null, statements: [] }),
    ...Object.keys(SEVERITIES).map((word) =>
      anAdvisoryRecord({ recordId: `DSA-${word}`, severity: word as Severity, statements: [] }),
    ),
  ],
  'vulnerability-facts': [
    someFacts({
      vulnerability: 'CVE-2026-1',
      summary: 'openssl reads too far',
      publishedAt: THE_MORNING,
      rejected: false,
      cvss: [{ source: 'nvd', vector: null, scoreTenths: 98 }],
      epss: { probabilityPpm: 500_000, percentilePpm: 990_000, asOf: THE_MORNING },
      kev: { addedAt: THE_MORNING, dueAt: THE_MORNING, ransomware: 'known', requiredAction: 'update' },
      ssvc: { exploitation: 'active', automatable: true, technicalImpact: 'total', asOf: THE_MORNING },
    }),
    someFacts({ vulnerability: 'CVE-2026-2', cvss: [] }),
  ],
  support: Object.keys(SUPPORT).map((kind) =>
    aSupportStatus({
      kind: kind as SupportStatus['kind'],
      sourcePackage: kind === 'standard' ? null : `of-${kind}`,
      endsAt: THE_MORNING,
      note: 'as the vendor says',
    }),
  ),
  'maker-release': [
    {
      kind: 'maker-release',
      release: { product: 'app', version: '2.0', publishedAt: THE_MORNING, link: 'https://app.invalid' },
    },
    { kind: 'maker-release', release: { product: 'other', version: '1.0', publishedAt: null, link: null } },
  ],
};

export const SAID: Records = Object.values(RECORDS).flat();
/** What the feed says later: one record otherwise, one no longer. */
export const SAID_LATER: Records = SAID.flatMap((one): Records => {
  if (one.kind !== 'advisory') return [one];
  if (one.record.recordId === 'DSA-2') return [];
  return one.record.recordId === 'DSA-low' ? [anAdvisoryRecord({ recordId: 'DSA-low', summary: 'otherwise' })] : [one];
});
export const SUBJECTS = [
  { kind: 'source', name: 'openssl' },
  { kind: 'binary', name: 'libssl3' },
] as const;
export const PRODUCT = 'app';
export const RELEASE = OF_BOOKWORM;
