// What a judgement comes to, in one line each.

import {
  type FeedStatement,
  type JudgedPackage,
  judgePackage,
  type PackageSupport,
  type Verdict,
} from '../../src/advisory/index.ts';

export const SUPPORTED: PackageSupport = { kind: 'supported', of: 'release', endsAt: null, note: '' };

export const judge = (judged: JudgedPackage, ...statements: FeedStatement[]): readonly Verdict[] =>
  judgePackage(judged, statements, SUPPORTED);

/** `vulnerability verdict reason fixed-version`, which is what most rules are about. */
export const brief = (verdicts: readonly Verdict[]): readonly string[] =>
  verdicts.map((one) => `${one.vulnerability} ${one.verdict} ${one.reason.code} ${one.fixedVersion ?? '-'}`);

export const briefly = (judged: JudgedPackage, ...statements: FeedStatement[]): readonly string[] =>
  brief(judge(judged, ...statements));
