// Would a patch set bring an exposure that hosts do not have today, and that nobody knew of when it was cut?

import { type FeedStatement, type JudgedPackage, judgePackage } from '../advisory/index.ts';

export interface PatchedPackage {
  /** The version that the patch set brings. */
  readonly brought: JudgedPackage;
  /** Versions of the same package that hosts still have. */
  readonly replaced: readonly JudgedPackage[];
  /** What feeds say of it now, and what they said when it was cut. */
  readonly now: readonly FeedStatement[];
  readonly atCut: readonly FeedStatement[];
}

/**
 * Vulnerabilities that newly affect the version brought, and not every version that it replaces. One that nobody has fixed
 * anywhere is no reason to keep hosts on a version that has it too: then a kernel, which has a new one each day, would never
 * leave its first environment.
 */
export function newExposures({ brought, replaced, now, atCut }: PatchedPackage): readonly string[] {
  const affects = affectedBy(brought, now);
  const known = affectedBy(brought, atCut);
  const before = replaced.map((one) => affectedBy(one, now));
  return [...affects].filter((one) => !known.has(one) && (before.length === 0 || before.some((its) => !its.has(one))));
}

/** Whether it is still supported changes the words of a verdict, never whether it is affected. */
const UNTOLD = { kind: 'untold', of: 'release', endsAt: null, note: '' } as const;

const affectedBy = (judged: JudgedPackage, statements: readonly FeedStatement[]): ReadonlySet<string> =>
  new Set(
    judgePackage(judged, statements, UNTOLD)
      .filter(({ verdict }) => verdict === 'affected')
      .map(({ vulnerability }) => vulnerability),
  );
