import {
  type AdvisoryRecord,
  type FeedStatement,
  type JudgedPackage,
  type KnowledgeRecord,
  neededSubjects,
  type Release,
  releaseKey,
  type SupportStatus,
  subjectKey,
  type VulnerabilityFacts,
} from '@slipway/core/advisory';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { VersionFormat } from '@slipway/core/version';
import { type FeedKind, type FeedSource, type RecordProblem, readFeed } from '@slipway/feeds';

/** What the feeds say that can matter to these packages. */
export interface Knowledge {
  readonly feeds: readonly GatheredFeed[];
  readonly statements: readonly FeedStatement[];
  readonly support: readonly SupportStatus[];
  /** By vulnerability, one of each feed that knows it. */
  readonly facts: ReadonlyMap<string, readonly VulnerabilityFacts[]>;
  /** By {@link recordKey}: when the record was published. */
  readonly publishedAt: ReadonlyMap<string, Instant>;
}

export type GatheredFeed =
  | {
      readonly kind: 'read';
      readonly source: FeedSource;
      readonly as: FeedKind;
      /** Which it speaks of: its silence about another release means nothing. */
      readonly releases: readonly Release[];
      readonly date: Instant;
      readonly records: number;
      readonly problemCount: number;
      readonly problems: readonly RecordProblem[];
    }
  | { readonly kind: 'refused'; readonly source: FeedSource; readonly reason: Reason };

export const recordKey = (of: { readonly feed: string; readonly recordId: string }): string =>
  JSON.stringify([of.feed, of.recordId]);

/**
 * Reads every feed once. Of 300,000 records a host needs some thousands: statements about other packages are dropped as
 * they pass, facts stay until all feeds have named their vulnerabilities.
 */
export async function gatherKnowledge(wish: {
  readonly sources: readonly FeedSource[];
  readonly packages: readonly JudgedPackage[];
  readonly now: Instant;
  readonly authorities?: readonly string[];
}): Promise<Knowledge> {
  const gathering = new Gathering(wish.packages);
  const feeds: GatheredFeed[] = [];
  for (const source of wish.sources) {
    const reading = await readFeed(source, {
      mark: null,
      now: wish.now,
      ...(wish.authorities === undefined ? {} : { authorities: wish.authorities }),
    });
    // Without a mark there is nothing that it could be unchanged from.
    if (reading.kind === 'unchanged') throw new Error(`${source.name} is unchanged from nothing`);
    if (reading.kind === 'refused') {
      feeds.push({ kind: 'refused', source, reason: reading.reason });
      continue;
    }
    const { content, mark } = reading;
    const releases = new Map<string, Release>();
    try {
      for await (const record of content.records) {
        gathering.take(record, { feed: source.name, feedDate: mark.date });
        if (record.kind === 'advisory') noteReleases(releases, record.record, wish.packages[0]?.format);
      }
    } finally {
      await content.close();
    }
    const { records, problems: problemCount } = content.counts;
    feeds.push({
      kind: 'read',
      source,
      as: content.kind,
      releases: [...releases.values()],
      date: mark.date,
      records,
      problemCount,
      problems: content.problems(),
    });
  }
  return { feeds, ...gathering.result() };
}

/** What is said about packages of the other format is silence about these: a status file beside a wrong os-release. */
const noteReleases = (known: Map<string, Release>, record: AdvisoryRecord, of: VersionFormat | undefined): void => {
  for (const { release, format } of record.statements) if (format === of) known.set(releaseKey(release), release);
};

interface Teller {
  readonly feed: string;
  readonly feedDate: Instant;
}

class Gathering {
  readonly #needed: ReadonlySet<string>;
  readonly #statements: FeedStatement[] = [];
  readonly #support: SupportStatus[] = [];
  readonly #facts = new Map<string, VulnerabilityFacts[]>();
  readonly #publishedAt = new Map<string, Instant>();

  constructor(packages: readonly JudgedPackage[]) {
    this.#needed = new Set(packages.flatMap(neededSubjects).map(subjectKey));
  }

  take(known: KnowledgeRecord, teller: Teller): void {
    switch (known.kind) {
      case 'advisory':
        this.#takeAdvisory(known.record, teller);
        break;
      case 'vulnerability-facts':
        this.#takeFacts(known.facts);
        break;
      case 'support':
        this.#support.push(known.status);
        break;
      case 'maker-release':
        // Newest versions of makers are no statement about what is installed.
        break;
      default:
        known satisfies never;
    }
  }

  result(): Pick<Knowledge, 'statements' | 'support' | 'facts' | 'publishedAt'> {
    const named = new Set(this.#statements.flatMap((told) => told.statement.vulnerabilities ?? told.vulnerabilities));
    const facts = new Map([...this.#facts].filter(([vulnerability]) => named.has(vulnerability)));
    return { statements: this.#statements, support: this.#support, facts, publishedAt: this.#publishedAt };
  }

  #takeAdvisory(record: AdvisoryRecord, { feed, feedDate }: Teller): void {
    const { recordId, name, kind, withdrawnAt, security, severity, vulnerabilities } = record;
    for (const statement of record.statements) {
      if (!this.#needed.has(subjectKey(statement.subject))) continue;
      const about = { recordId, advisory: name, kind, withdrawnAt, security, severity, vulnerabilities };
      this.#statements.push({ feed, feedDate, ...about, statement });
      if (record.publishedAt !== null) this.#publishedAt.set(recordKey({ feed, recordId }), record.publishedAt);
    }
  }

  #takeFacts(facts: VulnerabilityFacts): void {
    const others = this.#facts.get(facts.vulnerability);
    if (others === undefined) this.#facts.set(facts.vulnerability, [facts]);
    else others.push(facts);
  }
}
