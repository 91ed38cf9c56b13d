import { isOver, type Verdict } from '@slipway/core/advisory';
import { explain } from '@slipway/core/reasons';
import type { AssessedVerdict, Assessment } from '../assess.ts';

const LEVELS = { immediate: 'error', 'out-of-cycle': 'error', unknown: 'warning', scheduled: 'warning' } as const;

/**
 * SARIF 2.1.0: a rule for each vulnerability, a result for each package that is affected or unknown. There is no file to
 * point into: the package is a logical location. Source: docs.oasis-open.org/sarif/sarif/v2.1.0.
 */
export function sarifOf(assessment: Assessment, version: string) {
  const standing = assessment.verdicts.filter(
    ({ verdict: { verdict } }) => verdict === 'affected' || verdict === 'unknown',
  );
  const ids = [...new Set(standing.map(({ verdict }) => verdict.vulnerability))];
  const indexes = new Map(ids.map((id, at) => [id, at]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'slipway', version, rules: ids.map((id) => ({ id, name: id })) } },
        invocations: [
          {
            executionSuccessful: assessment.feeds.every(({ kind }) => kind === 'read'),
            endTimeUtc: assessment.assessedAt,
            toolExecutionNotifications: [
              ...assessment.feeds.flatMap((feed) =>
                feed.kind === 'refused' ? [{ level: 'error', message: { text: explain(feed.reason) } }] : [],
              ),
              // Without these, a system that no feed speaks of looks clean.
              ...assessment.gaps.map(({ reason }) => ({ level: 'warning', message: { text: explain(reason) } })),
            ],
          },
        ],
        results: standing.map((one) => resultOf(one, indexes)),
      },
    ],
  };
}

/** What nobody can know is a warning, whatever it would be if it were so; a kernel that does not run is worth a note. */
function levelOf(
  verdict: Verdict['verdict'],
  standing: AssessedVerdict['standing'],
  urgency: AssessedVerdict['urgency'],
): 'error' | 'warning' | 'note' {
  if (isOver(standing)) return 'note';
  return LEVELS[verdict === 'unknown' ? 'unknown' : (urgency?.lane ?? 'unknown')];
}

function resultOf({ verdict, standing, urgency }: AssessedVerdict, indexes: ReadonlyMap<string, number>) {
  const { vulnerability, package: name, architecture, installedVersion, fixedVersion } = verdict;
  return {
    ruleId: vulnerability,
    ruleIndex: indexes.get(vulnerability),
    // A level other than "none" may only stand beside this kind (3.27.10), and what is unknown must not look like nothing.
    kind: 'fail',
    level: levelOf(verdict.verdict, standing, urgency),
    message: { text: explain(verdict.reason) },
    locations: [
      { logicalLocations: [{ fullyQualifiedName: `${name}/${architecture} ${installedVersion}`, kind: 'module' }] },
    ],
    partialFingerprints: { 'slipway/1': `${vulnerability} ${name} ${architecture} ${installedVersion}` },
    properties: {
      sourcePackage: verdict.sourcePackage,
      verdict: verdict.verdict,
      standing,
      fixedVersion,
      reason: verdict.reason.code,
      feed: verdict.feed,
      feedDate: verdict.feedDate,
      lane: urgency?.lane ?? null,
      deadline: urgency?.deadline ?? null,
    },
  };
}
