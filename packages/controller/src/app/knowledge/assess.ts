// Judges the package versions that are pending: those that appeared on a host, and those about which something was said.
// Each distinct version once, however many hosts carry it; in portions, each whole in one write.

import {
  type FeedStatement,
  type JudgedPackage,
  judgePackage,
  neededSubjects,
  type PackageSubject,
  releaseOfSystem,
  type SupportStatus,
  subjectKey,
  supportOf,
  type Verdict,
} from '@slipway/core/advisory';
import type { Instant } from '@slipway/core/time';
import type { CarriedVersion, PendingPackage, StoredVerdict, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { noteRulesEntered } from './rules.ts';
import { exposureSubject } from './starts.ts';

/**
 * Packages of one write, unless they have more statements than {@link STATEMENTS_MAX} first: a few tenths of a second,
 * of which the disk's sync is no longer the larger part (with 50 it was).
 */
const PACKAGES_MAX = 400;
/** A Debian kernel alone has some ten thousand. */
const STATEMENTS_MAX = 20_000;

/** How many were judged; 0 when none is pending. */
export const assessPending = async (app: App): Promise<number> => {
  const at = app.ports.clock.now();
  return await app.ports.store.write(async (change) => {
    const pending = await change.knowledge.pendingPackages(PACKAGES_MAX);
    if (pending.length === 0) return 0;
    const known = new KnownStatements(change);
    const support = (await change.knowledge.support(null)).map(({ record }) => record);
    const exposed = new Set<string>();
    let judged = 0;
    for (const one of pending) {
      await assess(change, one, { known, support, exposed, at });
      judged += 1;
      if (known.passed > STATEMENTS_MAX) break;
    }
    // Only these: a look over every exposure belongs to an import, not to each host that changes.
    await noteRulesEntered(change, [...exposed], at);
    return judged;
  });
};

interface Knowledge {
  readonly known: KnownStatements;
  readonly support: readonly SupportStatus[];
  /** Vulnerabilities of the verdicts that were opened. */
  readonly exposed: Set<string>;
  readonly at: Instant;
}

const assess = async (change: StoreView, pending: PendingPackage, knowledge: Knowledge): Promise<void> => {
  const { packageId, hosts } = pending;
  const judged = judgedPackageOf(pending);
  const { release } = judged;
  const { at } = knowledge;
  if (hosts === 0) {
    await change.knowledge.saveAssessment({ packageId, release, subjects: [], verdicts: [] }, at);
    return;
  }
  const subjects = neededSubjects(judged);
  const statements = await knowledge.known.of(subjects);
  const verdicts = judgePackage(judged, statements, supportOf(judged, knowledge.support, at))
    .filter(({ verdict }) => verdict === 'affected' || verdict === 'unknown')
    .map(({ package: _p, architecture: _a, feedDate: _d, ...stored }): StoredVerdict => stored);
  const before = pending.pending === 'again' ? await openNeeds(change, packageId) : null;
  const opened = await change.knowledge.saveAssessment({ packageId, release, subjects, verdicts }, at);
  const affected = opened.filter(({ verdict }) => verdict === 'affected');
  await noteStarts(change, judged, affected, at);
  for (const { vulnerability } of affected) knowledge.exposed.add(vulnerability);
  // What a host brought with it is no news: its owner knows what was installed.
  if (before === null) return;
  const news = affected.filter((verdict) => !before.has(needOf(verdict)));
  await change.knowledge.addNews(
    news.map(({ vulnerability, sourcePackage, fixedVersion }) => ({
      release,
      sourcePackage,
      fixedVersion,
      vulnerability,
    })),
  );
};

/** A verdict that only names another record or feed asks for nothing new. */
const needOf = ({ vulnerability, fixedVersion }: StoredVerdict): string =>
  JSON.stringify([vulnerability, fixedVersion]);

const openNeeds = async ({ knowledge }: StoreView, packageId: number): Promise<ReadonlySet<string>> => {
  const open = await knowledge.verdictsOf([packageId], null);
  return new Set(open.filter(({ verdict }) => verdict.verdict === 'affected').map(({ verdict }) => needOf(verdict)));
};

const noteStarts = async (
  { knowledge }: StoreView,
  { release }: JudgedPackage,
  affected: readonly StoredVerdict[],
  at: Instant,
): Promise<void> => {
  if (affected.length === 0) return;
  const subjectsOf = (verdicts: readonly StoredVerdict[]) => verdicts.map((one) => exposureSubject(release, one));
  await knowledge.noteStarts('first-known', subjectsOf(affected), at);
  const fixed = affected.filter(({ fixedVersion }) => fixedVersion !== null);
  await knowledge.noteStarts('fix-known', subjectsOf(fixed), at);
};

/** A package version as core judges it. */
export const judgedPackageOf = ({ platform, format, origin, package: its }: CarriedVersion): JudgedPackage => ({
  release: releaseOfSystem(platform),
  format,
  name: its.name,
  architecture: its.architecture,
  version: its.version,
  sourceName: its.sourceName,
  sourceVersion: its.sourceVersion,
  module: its.module ?? null,
  // What inventories cannot say otherwise: an epoch is never lost in them.
  epoch: 'known',
  origin,
});

/** What feeds say about subjects; eight binary packages of one kernel ask about the same source. */
class KnownStatements {
  readonly #change: StoreView;
  readonly #bySubject = new Map<string, readonly FeedStatement[]>();
  passed = 0;

  constructor(change: StoreView) {
    this.#change = change;
  }

  async of(subjects: readonly PackageSubject[]): Promise<readonly FeedStatement[]> {
    const found: FeedStatement[] = [];
    for (const subject of subjects) found.push(...(await this.#about(subject)));
    this.passed += found.length;
    return found;
  }

  async #about(subject: PackageSubject): Promise<readonly FeedStatement[]> {
    const key = subjectKey(subject);
    const known = this.#bySubject.get(key) ?? (await this.#change.knowledge.statementsFor([subject], null));
    this.#bySubject.set(key, known);
    return known;
  }
}

export interface Judging {
  readonly support: readonly SupportStatus[];
  readonly now: Instant;
}

/** By what feeds say now; nothing of it is kept. */
export const judgeVersion = async (
  { knowledge }: StoreView,
  version: CarriedVersion,
  { support, now }: Judging,
): Promise<readonly Verdict[]> => {
  const judged = judgedPackageOf(version);
  const statements = await knowledge.statementsFor(neededSubjects(judged), null);
  return judgePackage(judged, statements, supportOf(judged, support, now));
};
