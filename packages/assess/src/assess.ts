// One system against what feeds say: verdicts, and how urgent the affected ones are.

import {
  coverageOf,
  type FeedStanding,
  type Gap,
  gapOfHost,
  gapOfPackage,
  type HostKnowledge,
  indexStatements,
  isOver,
  judgePackage,
  kernelReleaseOf,
  overlayHost,
  type Standing,
  supportOf,
  type Verdict,
} from '@slipway/core/advisory';
import { asInstant, type Instant } from '@slipway/core/time';
import {
  compareLanes,
  deadlineFor,
  type Facing,
  type Lane,
  starterRules,
  type Urgency,
  urgencyFacts,
} from '@slipway/core/urgency';
import { type GatheredFeed, type Knowledge, recordKey } from './knowledge/index.ts';
import type { AssessedSystem } from './system/index.ts';

export interface Assessment {
  readonly system: AssessedSystem;
  readonly feeds: readonly GatheredFeed[];
  readonly verdicts: readonly AssessedVerdict[];
  /** Where silence is not safety: of the system as a whole, and of single packages. */
  readonly gaps: readonly Gap[];
  readonly assessedAt: Instant;
}

export interface AssessedVerdict {
  readonly verdict: Verdict;
  /** Of a kernel: whether it is the one that runs. Held, pending and in memory is what files do not tell. */
  readonly standing: Standing;
  /** Of affected and unknown ones; nothing is due for the others. */
  readonly urgency: Urgency | null;
}

export interface AssessmentWish {
  readonly facing: Facing | null;
  readonly now: Instant;
}

export function assess(system: AssessedSystem, knowledge: Knowledge, wish: AssessmentWish): Assessment {
  const index = indexStatements(knowledge.statements);
  const supports = system.packages.map((judged) => ({
    judged,
    support: supportOf(judged, knowledge.support, wish.now),
  }));
  const verdicts = supports.flatMap(({ judged, support }) => judgePackage(judged, index.of(judged), support));
  const urgencyOf = urgencies(knowledge, wish);
  return {
    system,
    feeds: knowledge.feeds,
    verdicts: overlayHost(verdicts, hostKnowledgeOf(system)).verdicts.map(({ verdict, standing }) => ({
      verdict,
      standing,
      urgency:
        verdict.verdict === 'affected' || verdict.verdict === 'unknown' ? urgencyOf(verdict.vulnerability) : null,
    })),
    gaps: [
      ...(gapOfSystem(system, knowledge, wish) ?? []),
      ...supports.flatMap(({ judged, support }) => gapOfPackage(judged, support) ?? []),
    ],
    assessedAt: wish.now,
  };
}

function gapOfSystem(
  { release }: AssessedSystem,
  knowledge: Knowledge,
  { now }: AssessmentWish,
): readonly Gap[] | null {
  const standing = knowledge.feeds.flatMap((feed): readonly FeedStanding[] =>
    // Read just now, whatever the age of its content: that age is shown, and may be right.
    feed.kind === 'read'
      ? [{ feed: feed.source.name, date: feed.date, confirmedAt: now, releases: feed.releases }]
      : [],
  );
  const whole = supportOf({ release, sourceName: '' }, knowledge.support, now);
  const gap = gapOfHost(release, coverageOf(release, standing, { now }), whole);
  return gap === null ? null : [gap];
}

/** What files tell of a host: its kernels. Everything else nobody looked at. */
function hostKnowledgeOf({ packages, runningKernel }: AssessedSystem): HostKnowledge {
  const format = packages[0]?.format ?? 'deb';
  const installed = packages.flatMap(
    ({ name, sourceName, version, architecture }) =>
      kernelReleaseOf({ package: name, sourcePackage: sourceName, installedVersion: version, architecture }) ?? [],
  );
  const detail = 'only files of the system were seen';
  return {
    format,
    kernel: { running: runningKernel ?? '', nextBoot: null, installed: [...new Set(installed)] },
    virtualisation: null,
    restart: { kind: 'unknown', detail },
    ownerOf: () => null,
    updates: { kind: 'unknown', asOf: asInstant('1970-01-01T00:00:00.000Z'), detail },
    held: new Set(),
    entitlements: [],
  };
}

function urgencies(knowledge: Knowledge, { facing, now }: AssessmentWish): (vulnerability: string) => Urgency {
  const firstPublished = firstPublishedOf(knowledge);
  const kevRead = knowledge.feeds.some((feed) => feed.kind === 'read' && feed.as === 'kev');
  const known = new Map<string, Urgency>();
  const make = (vulnerability: string): Urgency =>
    deadlineFor({
      facts: urgencyFacts(knowledge.facts.get(vulnerability) ?? [], { kevRead }),
      facing,
      humanImpact: null,
      // Nobody watched this system before: what the feeds say of time is all that there is.
      starts: {
        firstKnownAt: firstPublished.get(vulnerability) ?? now,
        fixPublishedAt: firstPublished.get(vulnerability) ?? null,
        ruleEnteredAt: {},
        hostEnrolledAt: null,
        facingChangedAt: null,
      },
      rules: starterRules().rules,
      now,
    });
  return (vulnerability) => {
    const made = known.get(vulnerability) ?? make(vulnerability);
    known.set(vulnerability, made);
    return made;
  };
}

/** When the first advisory or record that names it came out. */
function firstPublishedOf({ statements, publishedAt }: Knowledge): ReadonlyMap<string, Instant> {
  const first = new Map<string, Instant>();
  for (const told of statements) {
    const at = publishedAt.get(recordKey(told));
    if (at === undefined) continue;
    for (const name of told.statement.vulnerabilities ?? told.vulnerabilities) {
      const known = first.get(name);
      if (known === undefined || at < known) first.set(name, at);
    }
  }
  return first;
}

/** Whether anything that stands is as urgent as `lane`, or more. What nobody can know is as urgent as `unknown`, and no more. */
export const reaches = ({ verdicts, gaps }: Assessment, lane: Lane): boolean =>
  (gaps.length > 0 && isAtLeast('unknown', lane)) ||
  verdicts.some(({ verdict, standing, urgency }) => {
    if (isOver(standing)) return false;
    if (verdict.verdict === 'unknown') return isAtLeast('unknown', lane);
    return verdict.verdict === 'affected' && urgency !== null && isAtLeast(urgency.lane, lane);
  });

const isAtLeast = (one: Lane, lane: Lane): boolean => compareLanes(one, lane) >= 0;
