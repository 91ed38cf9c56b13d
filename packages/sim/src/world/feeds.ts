// The feed of the simulated world's vendor: the notices that were published so far, whole each time, as real feeds come.

import type { FeedContent, FeedReading, Feeds } from '@slipway/controller/ports';
import type { AdvisoryRecord, KnowledgeRecord, Severity, VulnerabilityFacts } from '@slipway/core/advisory';
import type { Instant } from '@slipway/core/time';

/** One notice about one source package of bookworm. */
export interface Notice {
  readonly name: string;
  readonly vulnerability: string;
  readonly severity: Severity;
  /** Score times ten. */
  readonly cvssTenths: number;
  /** That it is exploited within 30 days, times a million. */
  readonly epssPpm: number;
  readonly source: string;
  /** `null`: there is no fix yet. */
  readonly fixed: string | null;
}

export interface SimulatedFeeds extends Feeds {
  publish(notice: Notice, at: Instant): void;
}

export const simulatedFeeds = (): SimulatedFeeds => {
  const records = new Map<string, readonly KnowledgeRecord[]>();
  let published = 0;
  return {
    kinds: ['osv'],
    publish: (notice, at) => {
      const facts = factsOf(notice, at);
      records.set(notice.name, [
        { kind: 'advisory', record: recordOf(notice, at) },
        { kind: 'vulnerability-facts', facts },
      ]);
      published += 1;
    },
    read: async (_spec, mark, now): Promise<FeedReading> => {
      const listed = [...records.values()].flat();
      const digest = `content ${published}`;
      if (mark?.digest === digest) return { kind: 'unchanged', mark };
      const fresh = { etag: null, lastModified: null, digest, date: now };
      return { kind: 'read', mark: fresh, content: contentOf(listed) };
    },
  };
};

const contentOf = (listed: readonly KnowledgeRecord[]): FeedContent => ({
  kind: 'osv',
  records: (async function* (): AsyncIterable<KnowledgeRecord> {
    yield* listed;
  })(),
  counts: { records: listed.length, problems: 0 },
  close: async () => undefined,
});

const factsOf = ({ vulnerability, cvssTenths, epssPpm }: Notice, at: Instant): VulnerabilityFacts => ({
  vulnerability,
  summary: null,
  publishedAt: at,
  rejected: null,
  cvss: [{ source: 'nvd', vector: null, scoreTenths: cvssTenths }],
  epss: { probabilityPpm: epssPpm, percentilePpm: epssPpm, asOf: at },
  kev: null,
  ssvc: null,
});

const recordOf = ({ name, vulnerability, severity, source, fixed }: Notice, at: Instant): AdvisoryRecord => ({
  recordId: name,
  name,
  kind: 'advisory',
  summary: `${source}: ${vulnerability}`,
  publishedAt: at,
  modifiedAt: null,
  withdrawnAt: null,
  vulnerabilities: [vulnerability],
  security: true,
  severity,
  references: [],
  statements: [
    {
      release: { distribution: 'debian', release: 'bookworm' },
      format: 'deb',
      subject: { kind: 'source', name: source },
      module: null,
      architectures: null,
      vulnerabilities: null,
      says: {
        kind: 'affected-in',
        ranges: [{ introduced: null, end: fixed === null ? { kind: 'none' } : { kind: 'fixed', version: fixed } }],
        versions: [],
        note: null,
      },
      entitlement: null,
      binaries: [],
    },
  ],
});
