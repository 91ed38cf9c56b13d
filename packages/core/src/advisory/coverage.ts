// Where no verdict would be a lie: "nobody spoke" means safe only where somebody would have spoken. Gaps are verdicts on
// a package, or on a host as a whole, and they are always `unknown`.

import { type Reason, reason } from '../reasons/index.ts';
import { type Instant, msBetween } from '../time/index.ts';
import { isSameRelease } from './release.ts';
import type { PackageSupport } from './support.ts';
import type { JudgedPackage, Release } from './types.ts';

/** A feed that speaks of releases, as it stands now. */
export interface FeedStanding {
  readonly feed: string;
  /** When its content was made; shown beside every verdict. */
  readonly date: Instant;
  /** When it was last looked at with success, changed or not. Content may be old and right: no news is what it says. */
  readonly confirmedAt: Instant;
  readonly releases: readonly Release[];
}

export type Coverage =
  | { readonly kind: 'covered'; readonly feeds: readonly FeedStanding[]; readonly stale: readonly FeedStanding[] }
  | { readonly kind: 'stale'; readonly newest: FeedStanding; readonly reason: Reason }
  | { readonly kind: 'none'; readonly reason: Reason };

/** Rules count deadlines in days, the shortest in three: a feed that was silent for two says nothing about today. */
export const FEED_STALE_AFTER_MS = 48 * 60 * 60 * 1000;

/** Whether silence about a package of this release means anything: one fresh feed that speaks of the release is enough. */
export function coverageOf(
  release: Release,
  feeds: readonly FeedStanding[],
  at: { readonly now: Instant; readonly staleAfterMs?: number },
): Coverage {
  const about = feeds.filter((feed) => feed.releases.some((one) => isSameRelease(one, release)));
  const isStale = ({ confirmedAt }: FeedStanding): boolean =>
    msBetween(confirmedAt, at.now) > (at.staleAfterMs ?? FEED_STALE_AFTER_MS);
  const newest = about.reduce<FeedStanding | null>(
    (a, b) => (a === null || a.confirmedAt < b.confirmedAt ? b : a),
    null,
  );
  if (newest === null) return { kind: 'none', reason: reason('release-without-feed', textsOf(release)) };
  if (isStale(newest)) {
    const facts = { ...textsOf(release), feed: newest.feed, since: newest.confirmedAt };
    return { kind: 'stale', newest, reason: reason('feed-stale', facts) };
  }
  return { kind: 'covered', feeds: about, stale: about.filter(isStale) };
}

/** What cannot be known, of a package or (`package` is null) of a whole host. */
export interface Gap {
  readonly verdict: 'unknown';
  readonly package: Pick<JudgedPackage, 'name' | 'architecture' | 'version' | 'sourceName' | 'sourceVersion'> | null;
  readonly reason: Reason;
  readonly feed: string | null;
  readonly feedDate: Instant | null;
}

/** Of the host as a whole: no feed, a stale one, or a release that nobody fixes any more. `null`: silence means safe. */
export function gapOfHost(release: Release, coverage: Coverage, support: PackageSupport): Gap | null {
  if (coverage.kind !== 'covered') {
    const newest = coverage.kind === 'stale' ? coverage.newest : null;
    return gap({ reason: coverage.reason, feed: newest?.feed, feedDate: newest?.date });
  }
  if (support.of !== 'release') return null;
  const facts = { ...textsOf(release), at: support.endsAt ?? 'unknown' };
  if (support.kind === 'ended') return gap({ reason: reason('release-unsupported', facts) });
  return support.kind === 'extended' ? gap({ reason: reason('release-support-extended', facts) }) : null;
}

/**
 * Of one package, beside what `judgePackage` says of it: a publisher whom no feed speaks for, or a package that its
 * distribution has given up while the release lives on. What is wrong with the whole host is `gapOfHost`'s.
 */
export function gapOfPackage(judged: JudgedPackage, support: PackageSupport): Gap | null {
  const facts = { package: judged.name, installed: judged.version };
  if (judged.origin === 'foreign') return gap({ package: judged, reason: reason('origin-foreign', facts) });
  if (support.of !== 'package') return null;
  const told = { package: judged.sourceName, at: support.endsAt ?? 'unknown', note: support.note };
  if (support.kind === 'ended') return gap({ package: judged, reason: reason('package-unsupported', told) });
  return support.kind === 'limited' ? gap({ package: judged, reason: reason('package-support-limited', told) }) : null;
}

function gap(of: {
  readonly package?: JudgedPackage;
  readonly reason: Reason;
  readonly feed?: string | undefined;
  readonly feedDate?: Instant | undefined;
}): Gap {
  return {
    verdict: 'unknown',
    package: of.package ?? null,
    reason: of.reason,
    feed: of.feed ?? null,
    feedDate: of.feedDate ?? null,
  };
}

const textsOf = ({ distribution, release }: Release) => ({ distribution, release });
