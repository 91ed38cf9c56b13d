// What a controller answers about exposures: an update that is overdue, a kernel that only waits for its reboot, one of which
// nobody can say how urgent it is; a feed that is refused, and a release of which no feed speaks.

import { THE_MORNING } from '@slipway/testkit/builders';
import { demoHost, page } from './demo-answers.ts';
import type { Answers } from './stub-controller.ts';

const BOOKWORM = { distribution: 'debian', release: 'bookworm' };
const REFUSED = { code: 'feed-is-html', facts: { feed: 'kev' } };

const URGENT = {
  deadline: '2026-11-19T08:00:00.000Z',
  lane: 'immediate',
  rule: 'kev',
  why: {
    code: 'rule-due',
    facts: { rule: 'kev', because: 'KEV', days: 14, start: 'known', at: '2026-11-05T08:00:00.000Z' },
  },
  forensicTriage: false,
  missing: [],
  applying: [],
};
const UNKNOWN = { ...URGENT, deadline: null, lane: 'unknown', missing: ['cvssTenths', 'facing'] };
const due = (vulnerability: string, urgency: object) => ({ vulnerability, urgency });
const update = (sourcePackage: string, given: object = {}) => ({
  release: BOOKWORM,
  sourcePackage,
  fixedVersion: '3.0.17-1',
  state: 'fixable',
  vulnerabilities: 2,
  worstTenths: 98,
  severity: 'critical',
  hosts: 12,
  unknown: 0,
  rebootPending: 0,
  excepted: 0,
  dueFirst: due('CVE-2026-0001', URGENT),
  countedAt: THE_MORNING,
  ...given,
});
export const knownBy = (given: object = {}) => ({
  feeds: [
    { feed: 'debian', date: '2026-11-21T06:00:00.000Z', readAt: '2026-11-21T07:41:00.000Z', refusal: null },
    { feed: 'kev', date: '2026-11-01T06:00:00.000Z', readAt: '2026-11-18T07:00:00.000Z', refusal: REFUSED },
  ],
  gaps: [
    {
      verdict: 'unknown',
      package: null,
      release: { distribution: 'debian', release: 'trixie' },
      hosts: 4,
      reason: { code: 'release-without-feed', facts: { distribution: 'debian', release: 'trixie' } },
      feed: null,
      feedDate: null,
    },
  ],
  unheard: [
    { reason: { code: 'host-never-reported', facts: {} }, hosts: 12, hostnames: ['web7.example', 'web8.example'] },
  ],
  untold: ['epss', 'cvss'],
  waiting: { packages: 0, updates: 3 },
  ...given,
});
const UPDATES = [
  update('openssl', { excepted: 2 }),
  update('linux', { fixedVersion: '6.1.192-1', vulnerabilities: 2578, hosts: 40, unknown: 3, rebootPending: 7 }),
  update('nginx', {
    fixedVersion: null,
    state: 'no-fix',
    severity: null,
    worstTenths: null,
    dueFirst: due('CVE-2026-0003', UNKNOWN),
  }),
];
const NO_FIX = { code: 'fix-awaited', facts: { package: 'nginx', installed: '1.22.1-9', note: 'postponed' } };
const OLD_CODE = {
  code: 'old-code-in-memory',
  facts: { package: 'openssl', installed: '3.0.17-1', count: 1, processes: 'nginx.service (7)' },
};
const NGINX_PROCESS = {
  pid: 7,
  executable: '/usr/sbin/nginx',
  unit: 'nginx.service',
  files: ['/usr/lib/libssl.so.3'],
  packages: ['openssl'],
};
const hostUpdate = (sourcePackage: string, given: object) => ({
  sourcePackage,
  fixedVersion: '3.0.17-1',
  state: 'old-code-in-memory',
  reason: OLD_CODE,
  packages: [{ name: sourcePackage, architecture: 'amd64', version: '3.0.17-1' }],
  processes: [NGINX_PROCESS],
  vulnerabilities: 2,
  worstTenths: 98,
  severity: 'critical',
  dueFirst: due('CVE-2026-0001', URGENT),
  ...given,
});
const verdict = (given: object = {}) => ({
  verdict: {
    vulnerability: 'CVE-2026-0001',
    verdict: 'fixed',
    reason: OLD_CODE,
    sourcePackage: 'openssl',
    package: 'libssl3',
    architecture: 'amd64',
    installedVersion: '3.0.17-1',
    fixedVersion: '3.0.17-1',
    advisory: 'DSA-1-1',
    feed: 'debian',
    feedDate: '2026-11-21T06:00:00.000Z',
  },
  state: 'old-code-in-memory',
  reason: OLD_CODE,
  processes: [NGINX_PROCESS],
  cvssTenths: 98,
  urgency: URGENT,
  ...given,
});
const aboutHost = {
  hostId: 'app1',
  hostname: 'app1.example',
  hostGaps: [
    {
      verdict: 'unknown',
      package: { name: 'agent', architecture: 'amd64', version: '1', sourceName: 'agent', sourceVersion: '1' },
      reason: { code: 'origin-foreign', facts: { package: 'agent', installed: '1' } },
      feed: null,
      feedDate: null,
    },
  ],
  looked: true,
  unattributed: [],
  ...knownBy({ waiting: { packages: 0, updates: 0 } }),
};
const known = { feed: 'debian', feedDate: '2026-11-21T06:00:00.000Z', knownFrom: THE_MORNING, knownUntil: null };
const RECORD = {
  recordId: 'DSA-1-1',
  name: 'DSA-1-1',
  kind: 'advisory',
  summary: 'openssl security update',
  publishedAt: '2026-11-20T09:00:00.000Z',
  modifiedAt: null,
  withdrawnAt: null,
  vulnerabilities: ['CVE-2026-0001', 'CVE-2026-0002'],
  security: true,
  severity: 'high',
  references: ['https://security.example/DSA-1-1'],
};
const STATEMENT = {
  release: BOOKWORM,
  format: 'deb',
  subject: { kind: 'source', name: 'openssl' },
  module: null,
  architectures: null,
  vulnerabilities: null,
  says: {
    kind: 'affected-in',
    ranges: [{ introduced: null, end: { kind: 'fixed', version: '3.0.17-1' } }],
    versions: [],
    note: null,
  },
  entitlement: null,
  binaries: [],
};
const FACTS = {
  vulnerability: 'CVE-2026-0001',
  summary: 'Anybody can read memory.',
  publishedAt: null,
  rejected: null,
  cvss: [{ source: 'nvd', vector: null, scoreTenths: 98 }],
  epss: { probabilityPpm: 431_000, percentilePpm: 990_000, asOf: THE_MORNING },
  kev: { addedAt: THE_MORNING, dueAt: null, ransomware: 'unknown', requiredAction: 'Update' },
  ssvc: { exploitation: 'active', automatable: true, technicalImpact: null, asOf: null },
};
const exposed = (name: string, given: object = {}) => ({
  hostId: name,
  hostname: `${name}.example`,
  environment: 'prod',
  owner: 'shop',
  exposed: 'yes',
  exception: null,
  ...given,
});
export const demoExposures: Answers = {
  listExposures: () => ({
    value: {
      items: UPDATES,
      next: null,
      order: 'due',
      totals: { updates: 3, overdue: 2, unknownUrgency: 1, excepted: 1 },
      moreUnknown: true,
      ...knownBy(),
    },
  }),
  listExposedVulnerabilities: () => ({
    value: {
      items: UPDATES.map(({ dueFirst, ...one }) => ({
        ...one,
        ...dueFirst,
        cvssTenths: one.worstTenths,
        epssPpm: 431_000,
        kev: 'listed',
      })),
      next: null,
      ...knownBy(),
    },
  }),
  listHosts: () => page([demoHost('app1')]),
  showHostExposure: () => ({
    value: {
      ...aboutHost,
      updates: [
        hostUpdate('openssl', {}),
        hostUpdate('nginx', {
          fixedVersion: null,
          state: 'no-fix',
          reason: NO_FIX,
          processes: [],
          dueFirst: due('CVE-2026-0003', UNKNOWN),
        }),
      ],
      over: 2578,
    },
  }),
  listHostVerdicts: () => ({ value: { items: [verdict()], next: null, ...aboutHost } }),
  listAdvisories: () => ({ value: { items: [{ ...known, record: RECORD }], next: null, ...knownBy() } }),
  showAdvisory: () => ({
    value: {
      name: 'DSA-1-1',
      records: [{ ...known, record: { ...RECORD, statements: [STATEMENT] } }],
      facts: [{ ...known, feed: 'nvd', record: FACTS }],
      hosts: 12,
      unknown: 1,
      excepted: 1,
      ...knownBy(),
    },
  }),
  listAdvisoryHosts: () => ({
    value: {
      items: [
        exposed('app1'),
        exposed('app2', { exposed: 'no' }),
        exposed('app3', { exposed: 'unknown' }),
        exposed('app4', {
          exception: { name: 'old-tls', owner: 'team-billing', expiresAt: '2026-12-24T00:00:00.000Z' },
        }),
      ],
      next: 'more',
      total: 12,
      excepted: 1,
      unknown: 1,
      ...knownBy(),
    },
  }),
};
