import type { Reason } from '../reasons/index.ts';
import { type Heard, hear } from './hearing.ts';
import { decidingOf } from './precedence.ts';
import { comparedSubjects, subjectKey } from './subjects.ts';
import type { PackageSupport } from './support.ts';
import type { Testimony } from './testimony.ts';
import type { FeedStatement, JudgedPackage, Verdict } from './types.ts';
import { namesTooMuch, reasonOf, verdictWordOf, withdrawn } from './wording.ts';

/**
 * What is known of one installed package: at most one verdict per vulnerability that a statement names for it.
 *
 * `statements` are those of {@link neededSubjects}, of all releases; more do no harm. No verdict means that nobody spoke,
 * which is "safe" only where coverage says that somebody would have (`coverageOf`, `supportOf`). Who is believed when
 * several speak is written down in precedence.ts. Sorted by vulnerability, whatever the order of the statements.
 *
 * A package of unknown origin is judged as the distribution's: inventory files seldom tell, and an own build of a flawed
 * version is flawed, too. A foreign one (`origin: 'foreign'`) is `unknown` to every feed of the distribution.
 */
export function judgePackage(
  judged: JudgedPackage,
  statements: readonly FeedStatement[],
  support: PackageSupport,
): readonly Verdict[] {
  const heard = hear(judged, statements);
  const verdicts: Verdict[] = [];
  for (const vulnerability of [...heard.byVulnerability.keys()].sort()) {
    const testimonies = heard.byVulnerability.get(vulnerability) ?? [];
    verdicts.push(verdictOf({ judged, vulnerability, testimonies, heard, support }));
  }
  return verdicts;
}

interface VerdictInput {
  readonly judged: JudgedPackage;
  readonly vulnerability: string;
  readonly testimonies: readonly Testimony[];
  readonly heard: Heard;
  readonly support: PackageSupport;
}

function verdictOf({ judged, vulnerability, testimonies, heard, support }: VerdictInput): Verdict {
  const standing = testimonies.some(isWithdrawn) ? testimonies.filter((one) => !isWithdrawn(one)) : testimonies;
  const deciding = decidingOf(standing.length === 0 ? testimonies : standing, judged.format);
  const { meaning, told } = deciding;
  const fixedVersion = meaning.kind === 'affected' || meaning.kind === 'fixed' ? meaning.fixedVersion : null;
  const answer = (verdict: Verdict['verdict'], reason: Reason): Verdict => ({
    vulnerability,
    verdict,
    reason,
    sourcePackage: judged.sourceName,
    package: judged.name,
    architecture: judged.architecture,
    installedVersion: deciding.installedVersion,
    fixedVersion,
    advisory: advisoryFor(standing, fixedVersion, told.advisory),
    feed: told.feed,
    feedDate: told.feedDate,
  });
  if (standing.length === 0) return { ...answer('not-affected', withdrawn(told)), fixedVersion: null };
  if (isOverstated(deciding, standing) && heard.ofOtherReleases.has(vulnerability)) {
    return { ...answer('not-affected', namesTooMuch(told, judged, vulnerability)), fixedVersion: null };
  }
  return answer(verdictWordOf(meaning), reasonOf({ judged, deciding, vulnerability, support }));
}

/** An advisory alone speaks: where a complete record exists and passes over our release, it is the record that is right. */
const isOverstated = ({ meaning }: Testimony, standing: readonly Testimony[]): boolean =>
  (meaning.kind !== 'not-comparable' || meaning.why !== 'origin-foreign') &&
  standing.every(({ told }) => told.kind === 'advisory' && told.statement.publisher !== 'any');

/** What people install is an advisory: its name stands in the verdict even where a record of the vulnerability decided. */
function advisoryFor(standing: readonly Testimony[], fixedVersion: string | null, deciding: string): string {
  if (fixedVersion === null || standing.length === 1) return deciding;
  const names = standing
    .filter(
      ({ told, meaning }) =>
        told.kind === 'advisory' && 'fixedVersion' in meaning && meaning.fixedVersion === fixedVersion,
    )
    .map(({ told }) => told.advisory);
  return names.sort()[0] ?? deciding;
}

const isWithdrawn = ({ told }: Testimony): boolean => told.withdrawnAt !== null;

/** Statements by subject: for whoever judges many packages against many statements without a store. */
export function indexStatements(statements: Iterable<FeedStatement>): StatementIndex {
  const bySubject = new Map<string, FeedStatement[]>();
  for (const told of statements) {
    const key = subjectKey(told.statement.subject);
    const others = bySubject.get(key);
    if (others === undefined) bySubject.set(key, [told]);
    else others.push(told);
  }
  return { of: (judged) => comparedSubjects(judged).flatMap((subject) => bySubject.get(subjectKey(subject)) ?? []) };
}

export interface StatementIndex {
  readonly of: (judged: JudgedPackage) => readonly FeedStatement[];
}
