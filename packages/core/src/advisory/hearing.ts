// From statements to testimonies: which of them speak about the package, and what each means for its version.

import { type Concern, concernTestOf, EVERY_RELEASE } from './concerns.ts';
import { RECORDS_ARE_COMPLETE } from './precedence.ts';
import { isLongTermRelease, isSameRelease } from './release.ts';
import { type Installed, installedOf, saidOf } from './said.ts';
import { comparedSubjects, isKernelSource } from './subjects.ts';
import type { Meaning, Testimony } from './testimony.ts';
import type { FeedStatement, JudgedPackage, PackageSubject } from './types.ts';

export interface Heard {
  readonly byVulnerability: ReadonlyMap<string, readonly Testimony[]>;
  /** Vulnerabilities that a complete record names for this package, though only in other releases. */
  readonly ofOtherReleases: ReadonlySet<string>;
}

export function hear(judged: JudgedPackage, statements: readonly FeedStatement[]): Heard {
  const installedAs = installedBySubject(judged);
  const concernOf = concernTestOf(judged, { isKernel: isKernelSource(judged.sourceName) });
  const placeOf = placeTestOf(judged);
  const byVulnerability = new Map<string, Testimony[]>();
  const ofOtherReleases = new Set<string>();

  for (const told of statements) {
    const installed = installedAs[told.statement.subject.kind].get(told.statement.subject.name);
    const place = installed === undefined ? 'elsewhere' : placeOf(told);
    if (installed === undefined || place === 'elsewhere') continue;
    const concern = concernOf(told);
    if (concern === 'no') continue;
    if (place === 'passes-over-ours') {
      for (const name of namedIn(told)) ofOtherReleases.add(name);
      continue;
    }
    const meaning = meaningOf(concern, told, installed);
    const testimony: Testimony = {
      told,
      installedVersion: installed.version,
      meaning: place === 'own' ? meaning : withoutFix(meaning),
      release: place,
    };
    for (const name of namedIn(told)) {
      const others = byVulnerability.get(name);
      if (others === undefined) byVulnerability.set(name, [testimony]);
      else others.push(testimony);
    }
  }
  return { byVulnerability, ofOtherReleases };
}

type InstalledAs = Readonly<Record<PackageSubject['kind'], ReadonlyMap<string, Installed>>>;

function installedBySubject(judged: JudgedPackage): InstalledAs {
  const byKind = { source: new Map<string, Installed>(), binary: new Map<string, Installed>() };
  for (const { kind, name, version } of comparedSubjects(judged)) {
    byKind[kind].set(name, installedOf(judged.format, version));
  }
  return byKind;
}

const namedIn = ({ statement, vulnerabilities }: FeedStatement): readonly string[] =>
  statement.vulnerabilities ?? vulnerabilities;

/** The release that all of a distribution's are branched from: where nobody speaks of ours, its flaws are ours. */
const TRUNKS: ReadonlyMap<string, string> = new Map([['debian', 'sid']]);

/** `passes-over-ours`: a complete record, of another release; it may tell that an advisory names too much. */
type Place = Testimony['release'] | 'passes-over-ours' | 'elsewhere';

function placeTestOf(judged: JudgedPackage): (told: FeedStatement) => Place {
  const { distribution } = judged.release;
  const trunk = TRUNKS.get(distribution);
  const isRecordComplete = RECORDS_ARE_COMPLETE.includes(distribution) && isLongTermRelease(judged.release);
  return ({ kind, withdrawnAt, statement: { release } }) => {
    if (isSameRelease(release, judged.release) || isSameRelease(release, EVERY_RELEASE)) return 'own';
    if (kind !== 'vulnerability' || release.distribution !== distribution) return 'elsewhere';
    if (isRecordComplete) return withdrawnAt === null ? 'passes-over-ours' : 'elsewhere';
    return release.release === trunk ? 'borrowed' : 'elsewhere';
  };
}

function meaningOf(concern: Exclude<Concern, 'no'>, told: FeedStatement, installed: Installed): Meaning {
  if (concern === 'origin-foreign' || concern === 'epoch-lost') return { kind: 'not-comparable', why: concern };
  const said = saidOf(told.statement.says, installed);
  // Past the fix of every stream, and of every package of the source, it does not matter which one this is.
  return concern === 'about-it' || said.kind !== 'affected' ? said : { kind: 'not-comparable', why: concern };
}

/** Another release's fix is no version of ours: reached is reached, but it is nothing to update to. */
const withoutFix = (meaning: Meaning): Meaning =>
  meaning.kind === 'affected' ? { ...meaning, fixedVersion: null } : meaning;
