import { explain } from '@slipway/core/reasons';
import type { AssessedVerdict, Assessment } from '../assess.ts';
import type { GatheredFeed } from '../knowledge/index.ts';

/** One object: `host`, `feeds`, `verdicts`, `gaps`. `fixedVersion` is null where there is no fix. Instants are RFC 3339. */
export function jsonOf({ system, feeds, verdicts, gaps, assessedAt }: Assessment) {
  return {
    host: {
      distribution: system.release.distribution,
      release: system.release.release,
      runningKernel: system.runningKernel,
      packages: system.packages.length,
    },
    assessedAt,
    feeds: feeds.map(feedOf),
    verdicts: verdicts.map(verdictOf),
    gaps: gaps.map(gapOf),
  };
}

const feedOf = (feed: GatheredFeed) =>
  feed.kind === 'refused'
    ? {
        name: feed.source.name,
        kind: feed.source.kind,
        date: null,
        records: 0,
        problems: 0,
        refused: { code: feed.reason.code, text: explain(feed.reason) },
      }
    : {
        name: feed.source.name,
        kind: feed.as,
        date: feed.date,
        records: feed.records,
        problems: feed.problemCount,
        refused: null,
      };

/** What is unknown although no feed names a vulnerability: `package` is null where it is all of the system. */
const gapOf = ({ package: of, reason, feed, feedDate }: Assessment['gaps'][number]) => ({
  sourcePackage: of?.sourceName ?? null,
  package: of?.name ?? null,
  verdict: 'unknown' as const,
  reason: reason.code,
  explanation: explain(reason),
  feed,
  feedDate,
});

const verdictOf = ({ verdict, standing, urgency }: AssessedVerdict) => ({
  vulnerability: verdict.vulnerability,
  sourcePackage: verdict.sourcePackage,
  package: verdict.package,
  architecture: verdict.architecture,
  installedVersion: verdict.installedVersion,
  fixedVersion: verdict.fixedVersion,
  verdict: verdict.verdict,
  standing,
  reason: verdict.reason.code,
  explanation: explain(verdict.reason),
  advisory: verdict.advisory,
  feed: verdict.feed,
  feedDate: verdict.feedDate,
  lane: urgency?.lane ?? null,
  deadline: urgency?.deadline ?? null,
});
