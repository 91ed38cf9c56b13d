// The feed of the simulated world's vendor: the notices that were published so far, whole each time, as real feeds come;
// and what may lie in its place instead.

import type { FeedContent, FeedReading, FeedSpec, Feeds } from '@slipway/controller/ports';
import type { AdvisoryRecord, KnowledgeRecord, Severity, VulnerabilityFacts } from '@slipway/core/advisory';
import { reason } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';

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

/** An earlier state of it, one that contradicts itself, nothing at all. */
type FeedTrouble = 'stale' | 'wrong' | 'vanished';

export interface SimulatedFeeds extends Feeds {
  publish(notice: Notice, at: Instant): void;
  /** `null`: it is whole again. */
  trouble(trouble: FeedTrouble | null): void;
  /** What a good reading of that digest has read: keys of records, in order. `null`: none was given with it. */
  given(digest: string): readonly string[] | null;
  /** Of what a reading would find now that nothing is wrong with it. */
  newest(): string;
}

export const simulatedFeeds = (): SimulatedFeeds => {
  const records = new Map<string, readonly KnowledgeRecord[]>();
  const given = new Map<string, readonly string[]>();
  let published = 0;
  let trouble: FeedTrouble | null = null;
  const newest = (): string => `content ${published}`;
  return {
    kinds: ['osv'],
    trouble: (next) => {
      trouble = next;
    },
    given: (digest) => given.get(digest) ?? null,
    newest,
    publish: (notice, at) => {
      const facts = factsOf(notice, at);
      records.set(notice.name, [
        { kind: 'advisory', record: recordOf(notice, at) },
        { kind: 'vulnerability-facts', facts },
      ]);
      published += 1;
    },
    read: async (spec, mark, now): Promise<FeedReading> => {
      const listed = [...records.values()].flat();
      const digest = newest();
      if (trouble === 'vanished' || (trouble === 'stale' && mark !== null))
        return { kind: 'refused', reason: refusalOf(trouble, spec, mark?.date ?? now) };
      const fresh = { etag: null, lastModified: null, digest, date: now };
      if (trouble === 'wrong')
        return {
          kind: 'read',
          mark: { ...fresh, digest: `${digest}, contradicted` },
          content: contentOf(contradicted(listed)),
        };
      if (mark?.digest === digest) return { kind: 'unchanged', mark };
      given.set(digest, listed.map(keyOf).toSorted());
      return { kind: 'read', mark: fresh, content: contentOf(listed) };
    },
  };
};

/** As the real reader says it (packages/feeds/src/read-feed.ts). */
const refusalOf = (trouble: 'stale' | 'vanished', { name }: FeedSpec, stored: Instant) =>
  trouble === 'stale'
    ? reason('feed-older', { feed: name, found: addSeconds(stored, -86_400), stored })
    : reason('feed-unreachable', { feed: name, detail: 'the server says 404' });

/** The first of its notices is withdrawn at the end, under the same name; of none there is one that stands there twice. */
const contradicted = (listed: readonly KnowledgeRecord[]): readonly KnowledgeRecord[] => {
  const first = listed.find((record) => record.kind === 'advisory');
  if (first === undefined) return listed;
  const { record } = first;
  return [...listed, { kind: 'advisory', record: { ...record, summary: 'withdrawn', statements: [] } }];
};

/** As the store names what it has from a feed. */
const keyOf = (record: KnowledgeRecord): string => {
  if (record.kind === 'advisory') return `advisory ${record.record.recordId}`;
  if (record.kind === 'vulnerability-facts') return `vulnerability-facts ${record.facts.vulnerability}`;
  throw new Error(`no notice makes a record of ${record.kind}`);
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
