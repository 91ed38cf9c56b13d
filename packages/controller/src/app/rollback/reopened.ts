// What is exposed again where a version is left: the version from before is judged beside it, by what feeds say now. Nobody need
// have named an advisory for that: where a patch set took all updates, this is all that tells what they answered.

import {
  coverageOf,
  type FeedStanding,
  gapOfHost,
  gapOfPackage,
  releaseOfSystem,
  supportOf,
  type Verdict,
} from '@slipway/core/advisory';
import { type Reason, reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { CarriedVersion, StoreView } from '../../ports/index.ts';
import { feedStandings } from '../exposure/index.ts';
import { type Judging, judgedPackageOf, judgeVersion } from '../knowledge/index.ts';
import type { LeftVersion } from './scope.ts';

export interface Reopened {
  /** Names, sorted, each once. */
  readonly vulnerabilities: readonly string[];
  /** Why there may be more; `null`: these are all that feeds know. */
  readonly unknown: Reason | null;
}

export type ReopeningVersion = LeftVersion & { readonly reopened: Reopened };

/** In the order of `left`. */
export const withReopened = async (
  view: StoreView,
  left: readonly LeftVersion[],
  now: Instant,
): Promise<readonly ReopeningVersion[]> => {
  const standings = await feedStandings(view, null);
  const support = (await view.knowledge.support(null)).map(({ record }) => record);
  const found: ReopeningVersion[] = [];
  for (const one of left) found.push({ ...one, reopened: await reopened(view, one, { standings, support, now }) });
  return found;
};

type Knowledge = Judging & { readonly standings: readonly FeedStanding[] };

const reopened = async (view: StoreView, left: LeftVersion, known: Knowledge): Promise<Reopened> => {
  // It goes away, and with it what it was exposed to.
  if (left.before.length === 0) return { vulnerabilities: [], unknown: null };
  // Of now, hosts carry the newer one; this asks for all that any host ever carried.
  const rows = (await view.knowledge.versionsOf(left.name, known.now)).filter(({ platform }) =>
    isSame(platform, left.platform),
  );
  const lost = unkept(left.name, [left.version], rows);
  // All that the version from before is open to would look as if the one that is left had answered it.
  if (lost !== null) return { vulnerabilities: [], unknown: lost };
  const judged = async (versions: readonly string[]): Promise<readonly Verdict[]> => {
    const verdicts: Verdict[] = [];
    for (const row of rows) {
      if (versions.includes(row.package.version)) verdicts.push(...(await judgeVersion(view, row, known)));
    }
    return verdicts;
  };
  const after = await judged([left.version]);
  const before = await judged(left.before);
  const isNew = ({ vulnerability, verdict }: Verdict): boolean =>
    !after.some((one) => one.vulnerability === vulnerability && one.verdict === verdict);
  const opened = before.filter(isNew);
  return {
    vulnerabilities: namesOf(opened.filter(({ verdict }) => verdict === 'affected')),
    unknown:
      unkept(left.name, left.before, rows) ??
      silence(left, rows, known) ??
      opened.find(({ verdict }) => verdict === 'unknown')?.reason ??
      null,
  };
};

const isSame = (one: LeftVersion['platform'], other: LeftVersion['platform']): boolean =>
  one.distribution === other.distribution && one.release === other.release;

const namesOf = (verdicts: readonly Verdict[]): readonly string[] =>
  [...new Set(verdicts.map(({ vulnerability }) => vulnerability))].sort();

const unkept = (name: string, versions: readonly string[], rows: readonly CarriedVersion[]): Reason | null => {
  const gone = versions.find((version) => !rows.some((row) => row.package.version === version));
  return gone === undefined ? null : reason('version-not-kept', { package: name, version: gone });
};

/** Where nobody would have spoken, that nobody did means nothing. */
const silence = (
  { platform, before }: LeftVersion,
  rows: readonly CarriedVersion[],
  { standings, support, now }: Knowledge,
): Reason | null => {
  const release = releaseOfSystem(platform);
  const ofRelease = supportOf({ release, sourceName: '' }, support, now);
  const ofHost = gapOfHost(release, coverageOf(release, standings, { now }), ofRelease);
  if (ofHost !== null) return ofHost.reason;
  for (const row of rows) {
    if (!before.includes(row.package.version)) continue;
    const judged = judgedPackageOf(row);
    const gap = gapOfPackage(judged, supportOf(judged, support, now));
    if (gap !== null) return gap.reason;
  }
  return null;
};
