// What stands beside every answer about exposures: by which feeds, how old these are, and of whom they do not speak.

import {
  coverageOf,
  type FeedStanding,
  type Gap,
  gapOfHost,
  type Release,
  releaseOfSystem,
  type SupportStatus,
  supportOf,
} from '@slipway/core/advisory';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoredFeed, StoreView } from '../../ports/index.ts';

export interface FeedThen {
  readonly feed: string;
  readonly date: Instant | null;
  readonly readAt: Instant | null;
  readonly refusal: Reason | null;
}

export interface ReleaseGap extends Gap {
  readonly release: Release;
  /** At least so many run it now. */
  readonly hosts: number;
}

export interface KnownBy {
  readonly feeds: readonly FeedThen[];
  /** Releases that hosts run and of which nothing is known: their silence is not safety. */
  readonly gaps: readonly ReleaseGap[];
  /** What was heard of and not worked through yet: package versions to judge, updates to count. */
  readonly waiting: { readonly packages: number; readonly updates: number };
}

export const knownBy = async (view: StoreView, now: Instant, asOf: Instant | null): Promise<KnownBy> => {
  const stored = (await view.knowledge.feeds()).map(({ value }) => value);
  const standings = await standingsThen(view, stored, asOf);
  const support = (await view.knowledge.support(asOf)).map(({ record }) => record);
  return {
    feeds: asOf === null ? stored.map(feedNow) : await feedsOf(view, asOf),
    gaps: await gapsOf(view, { standings, support, now: asOf ?? now }),
    waiting: {
      packages: (await view.knowledge.pendingPackages(WAITING_MAX)).length,
      updates: await view.exposures.countUncounted(),
    },
  };
};

/** "At least so many" is enough: it only says that the answer is not whole yet. */
const WAITING_MAX = 100;

const feedNow = ({ spec, mark, goodAt, refusal }: StoredFeed): FeedThen => ({
  feed: spec.name,
  date: mark?.date ?? null,
  readAt: goodAt,
  refusal: refusal?.reason ?? null,
});

const feedsOf = async ({ knowledge }: StoreView, asOf: Instant): Promise<readonly FeedThen[]> =>
  (await knowledge.feedsThen(asOf)).map(({ feed, feedDate, readAt }) => ({
    feed,
    date: feedDate,
    readAt,
    refusal: null,
  }));

/** As of a day by when each was read then; of which releases it speaks is kept for today alone. */
export const standingsThen = async (
  { knowledge }: StoreView,
  stored: readonly StoredFeed[],
  asOf: Instant | null,
): Promise<readonly FeedStanding[]> => {
  const releases = new Map(stored.map(({ spec, lastImport }) => [spec.name, lastImport?.releases ?? []]));
  if (asOf !== null) {
    return (await knowledge.feedsThen(asOf)).map(({ feed, feedDate, readAt }) => ({
      feed,
      date: feedDate,
      confirmedAt: readAt,
      releases: releases.get(feed) ?? [],
    }));
  }
  return stored.flatMap(({ spec, mark, goodAt }) =>
    mark === null || goodAt === null
      ? []
      : [{ feed: spec.name, date: mark.date, confirmedAt: goodAt, releases: releases.get(spec.name) ?? [] }],
  );
};

const gapsOf = async (
  { knowledge }: StoreView,
  by: {
    readonly standings: readonly FeedStanding[];
    readonly support: readonly SupportStatus[];
    readonly now: Instant;
  },
): Promise<readonly ReleaseGap[]> => {
  const found = new Map<string, ReleaseGap>();
  for (const { platform, hosts } of await knowledge.platforms()) {
    const release = releaseOfSystem(platform);
    const key = JSON.stringify([release.distribution, release.release]);
    const coverage = coverageOf(release, by.standings, { now: by.now });
    const gap = gapOfHost(release, coverage, supportOf({ release, sourceName: '' }, by.support, by.now));
    // Several platforms of one release: 9.3 and 9.4 are both of 9.
    if (gap !== null) found.set(key, { ...gap, release, hosts: hosts + (found.get(key)?.hosts ?? 0) });
  }
  return [...found.values()];
};
