// One system against what feeds say: verdicts, and how urgent the affected ones are.

import { indexStatements, judgePackage, supportOf, type Verdict } from '@slipway/core/advisory';
import type { Instant } from '@slipway/core/time';
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
  readonly assessedAt: Instant;
}

export interface AssessedVerdict {
  readonly verdict: Verdict;
  /** Of affected and unknown ones; nothing is due for the others. */
  readonly urgency: Urgency | null;
}

export function assess(
  system: AssessedSystem,
  knowledge: Knowledge,
  wish: { readonly facing: Facing | null; readonly now: Instant },
): Assessment {
  const index = indexStatements(knowledge.statements);
  const firstPublished = firstPublishedOf(knowledge);
  const kevRead = knowledge.feeds.some((feed) => feed.kind === 'read' && feed.as === 'kev');
  const urgencies = new Map<string, Urgency>();
  const urgencyOf = (vulnerability: string): Urgency => {
    const known = urgencies.get(vulnerability);
    if (known !== undefined) return known;
    const made = deadlineFor({
      facts: urgencyFacts(knowledge.facts.get(vulnerability) ?? [], { kevRead }),
      facing: wish.facing,
      humanImpact: null,
      // Nobody watched this system before: what the feeds say of time is all that there is.
      starts: {
        firstKnownAt: firstPublished.get(vulnerability) ?? wish.now,
        fixPublishedAt: firstPublished.get(vulnerability) ?? null,
        ruleEnteredAt: {},
        hostEnrolledAt: null,
        facingChangedAt: null,
      },
      rules: starterRules().rules,
      now: wish.now,
    });
    urgencies.set(vulnerability, made);
    return made;
  };
  const verdicts = system.packages.flatMap((judged) =>
    judgePackage(judged, index.of(judged), supportOf(judged, knowledge.support, wish.now)).map((verdict) => ({
      verdict,
      urgency:
        verdict.verdict === 'affected' || verdict.verdict === 'unknown' ? urgencyOf(verdict.vulnerability) : null,
    })),
  );
  return { system, feeds: knowledge.feeds, verdicts, assessedAt: wish.now };
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

/** Whether anything that stands is as urgent as `lane`, or more. */
export const reaches = ({ verdicts }: Assessment, lane: Lane): boolean =>
  verdicts.some(
    ({ verdict, urgency }) =>
      verdict.verdict === 'affected' && urgency !== null && compareLanes(urgency.lane, lane) >= 0,
  );
