import type { Reason } from '../reasons/index.ts';
import { concernTestOf, isOfRelease } from './concerns.ts';
import { decidingOf, RECORDS_ARE_COMPLETE } from './precedence.ts';
import { isLongTermRelease } from './release.ts';
import { type Installed, installedOf, saidOf } from './said.ts';
import { comparedSubjects, isKernelSource, subjectKey } from './subjects.ts';
import type { PackageSupport } from './support.ts';
import type { Meaning, Testimony } from './testimony.ts';
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

interface Heard {
  readonly byVulnerability: ReadonlyMap<string, readonly Testimony[]>;
  /** Vulnerabilities that a complete record names for this package, though only in other releases. */
  readonly ofOtherReleases: ReadonlySet<string>;
}

/** The release that all of a distribution's are branched from: where nobody speaks of ours, its flaws are ours. */
const TRUNKS: ReadonlyMap<string, string> = new Map([['debian', 'sid']]);

function hear(judged: JudgedPackage, statements: readonly FeedStatement[]): Heard {
  const installedBySubject = new Map<string, Installed>();
  for (const subject of comparedSubjects(judged)) {
    installedBySubject.set(subjectKey(subject), installedOf(judged.format, subject.version));
  }
  const test = concernTestOf(judged, { isKernel: isKernelSource(judged.sourceName) });
  const trunk = TRUNKS.get(judged.release.distribution);
  const isRecordComplete =
    RECORDS_ARE_COMPLETE.includes(judged.release.distribution) && isLongTermRelease(judged.release);
  const byVulnerability = new Map<string, Testimony[]>();
  const ofOtherReleases = new Set<string>();

  for (const told of statements) {
    const { statement } = told;
    const installed = installedBySubject.get(subjectKey(statement.subject));
    if (installed === undefined) continue;
    const isOwn = isOfRelease(statement.release, judged);
    if (!isOwn && statement.release.distribution !== judged.release.distribution) continue;
    if (!isOwn && !(told.kind === 'vulnerability' && (isRecordComplete || statement.release.release === trunk)))
      continue;
    const concern = test(told);
    if (concern === 'no') continue;
    if (!isOwn && isRecordComplete) {
      if (told.withdrawnAt === null) for (const name of namedIn(told)) ofOtherReleases.add(name);
      continue;
    }
    const meaning = meaningOf(concern, told, installed);
    const testimony: Testimony = {
      told,
      installedVersion: installed.version,
      meaning: isOwn ? meaning : withoutFix(meaning),
      release: isOwn ? 'own' : 'borrowed',
    };
    for (const name of namedIn(told)) {
      const others = byVulnerability.get(name);
      if (others === undefined) byVulnerability.set(name, [testimony]);
      else others.push(testimony);
    }
  }
  return { byVulnerability, ofOtherReleases };
}

const namedIn = ({ statement, vulnerabilities }: FeedStatement): readonly string[] =>
  statement.vulnerabilities ?? vulnerabilities;

function meaningOf(
  concern: Exclude<ReturnType<ReturnType<typeof concernTestOf>>, 'no'>,
  told: FeedStatement,
  installed: Installed,
): Meaning {
  if (concern === 'origin-foreign' || concern === 'epoch-lost') return { kind: 'not-comparable', why: concern };
  const said = saidOf(told.statement.says, installed);
  // Past the fix of every stream, and of every package of the source, it does not matter which one this is.
  return concern === 'about-it' || said.kind !== 'affected' ? said : { kind: 'not-comparable', why: concern };
}

/** Another release's fix is no version of ours: reached is reached, but it is nothing to update to. */
const withoutFix = (meaning: Meaning): Meaning =>
  meaning.kind === 'affected' ? { ...meaning, fixedVersion: null } : meaning;

interface VerdictInput {
  readonly judged: JudgedPackage;
  readonly vulnerability: string;
  readonly testimonies: readonly Testimony[];
  readonly heard: Heard;
  readonly support: PackageSupport;
}

function verdictOf({ judged, vulnerability, testimonies, heard, support }: VerdictInput): Verdict {
  const standing = testimonies.filter(({ told }) => told.withdrawnAt === null);
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
    advisory: advisoryFor(standing, fixedVersion) ?? told.advisory,
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
function advisoryFor(standing: readonly Testimony[], fixedVersion: string | null): string | null {
  if (fixedVersion === null) return null;
  const names = standing
    .filter(
      ({ told, meaning }) =>
        told.kind === 'advisory' && 'fixedVersion' in meaning && meaning.fixedVersion === fixedVersion,
    )
    .map(({ told }) => told.advisory);
  return names.sort()[0] ?? null;
}

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
