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
import { type Reason, reason } from '@slipway/core/reasons';
import { addMs, type Instant, msBetween } from '@slipway/core/time';
import type { HostRecord, StoredFeed, StoreView } from '../../ports/index.ts';

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

export interface UnheardHosts {
  readonly reason: Reason;
  readonly hosts: number;
  /** The first of them. */
  readonly hostnames: readonly string[];
}

/** Exploited or not, how probably it will be, and what it does; each by the kinds of feeds that tell it of everything. */
const INPUT_KINDS = { kev: ['kev'], epss: ['epss'], cvss: ['cve-list', 'csaf'] } as const;
export type UrgencyInput = keyof typeof INPUT_KINDS;
const INPUTS: readonly UrgencyInput[] = ['kev', 'epss', 'cvss'];

export interface KnownBy {
  readonly feeds: readonly FeedThen[];
  /** Releases that hosts run and of which nothing is known: their silence is not safety. */
  readonly gaps: readonly ReleaseGap[];
  /** Hosts that no row counts, or counts by what they were: their silence is not safety either. */
  readonly unheard: readonly UnheardHosts[];
  /** What urgency asks for and no feed that was read tells: by rules that turn on it, urgency is unknown. */
  readonly untold: readonly UrgencyInput[];
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
    unheard: await unheardOf(view, now, asOf),
    untold: untoldBy(stored),
    waiting: {
      packages: (await view.knowledge.pendingPackages(WAITING_MAX)).length,
      updates: await view.exposures.countUncounted(),
    },
  };
};

/** Rules count deadlines in days, the shortest in three: a host that was silent for two says nothing about today. */
export const SILENT_HOURS_MAX = 48;
const SILENT_MS_MAX = SILENT_HOURS_MAX * 3_600_000;
export const isLongSilent = ({ contact }: Pick<HostRecord, 'contact'>, now: Instant): boolean =>
  contact !== null && msBetween(contact.seenAt, now) > SILENT_MS_MAX;

/** A line of them; `host list` has them all. */
const NAMED_MAX = 10;

/** Who never reported by a day still has not; when hosts were heard is kept for now alone. */
const unheardOf = async (
  { fleet }: StoreView,
  now: Instant,
  asOf: Instant | null,
): Promise<readonly UnheardHosts[]> => {
  const never = await fleet.unheard({ kind: 'never-reported', enrolledBy: asOf ?? now }, NAMED_MAX);
  const since = addMs(now, -SILENT_MS_MAX);
  const silent =
    asOf === null ? await fleet.unheard({ kind: 'silent', since }, NAMED_MAX) : { hosts: 0, hostnames: [] };
  return [
    { reason: reason('host-never-reported'), ...never },
    { reason: reason('host-long-silent', { hours: SILENT_HOURS_MAX }), ...silent },
  ].filter(({ hosts }) => hosts > 0);
};

const untoldBy = (stored: readonly StoredFeed[]): readonly UrgencyInput[] => {
  const read = stored.flatMap(({ spec, lastImport, goodAt }) =>
    goodAt === null ? [] : (spec.kind ?? lastImport?.kind ?? []),
  );
  return INPUTS.filter((input) => !INPUT_KINDS[input].some((kind) => read.includes(kind)));
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
const standingsThen = async (
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

/** Of all feeds that there are; `null`: as they stand now. */
export const feedStandings = async (view: StoreView, asOf: Instant | null): Promise<readonly FeedStanding[]> =>
  await standingsThen(
    view,
    (await view.knowledge.feeds()).map(({ value }) => value),
    asOf,
  );

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
