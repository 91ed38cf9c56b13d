// By when hosts should have what no earlier environment has proven: a gap between tiers does not stop a deadline.

import { releaseOfSystem } from '@slipway/core/advisory';
import type { ParityGap } from '@slipway/core/plan';
import type { Instant } from '@slipway/core/time';
import { compareVersions } from '@slipway/core/version';
import type { PlanAnswer } from '@slipway/protocol/api';
import type { CountedUpdate, StoreView } from '../../ports/index.ts';

/** What is due first comes first: so many updates behind, the rest has no deadline that anybody looks at here. */
const UPDATES_MAX = 1000;

export const gapDeadlines = async (
  { exposures }: StoreView,
  environment: string,
  gaps: readonly ParityGap[],
): Promise<NonNullable<PlanAnswer['gapDeadlines']>> => {
  if (gaps.length === 0) return [];
  const { items } = await exposures.counted({ after: null, limit: UPDATES_MAX }, { environment, fix: 'some' });
  return gaps.map((gap) => ({ name: gap.name, version: gap.version, due: dueOf(gap, items) }));
};

/** Of all exposures that the version ends, the first deadline. */
const dueOf = (gap: ParityGap, updates: readonly CountedUpdate[]): Instant | null => {
  const { distribution, release } = releaseOfSystem(gap.platform);
  const its = updates.filter(
    (one) =>
      one.sourcePackage === gap.sourceName &&
      one.release.distribution === distribution &&
      one.release.release === release &&
      one.fixedVersion !== null &&
      // Archives of Debian and its kin alone are cut from yet.
      compareVersions('deb', one.fixedVersion, gap.sourceVersion) <= 0,
  );
  return its.flatMap(({ dueFirst }) => dueFirst.urgency.deadline ?? []).toSorted()[0] ?? null;
};
