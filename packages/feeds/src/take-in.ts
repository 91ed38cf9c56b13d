// What a format finds, judged as a whole before any of it counts: ids, dates, and whether there is anything at all.

import { hash } from 'node:crypto';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import { explain, type Reason, reason } from '@slipway/core/reasons';
import { addMs, type Instant } from '@slipway/core/time';
import type { Found } from './format.ts';
import type { FeedLimits } from './limits.ts';
import { FeedRefused } from './refused.ts';
import type { Spool } from './spool/index.ts';
import type { FeedSource, RecordProblem } from './types.ts';

export interface TakenIn {
  readonly records: number;
  /** All of them; `problems` holds the first. */
  readonly problemCount: number;
  readonly problems: readonly RecordProblem[];
  readonly passedOver: number;
  /** The latest that the content itself names. */
  readonly date: Instant | null;
}

interface TakingIn {
  readonly source: FeedSource;
  readonly now: Instant;
  readonly limits: FeedLimits;
  readonly spool: Spool;
  readonly signal: AbortSignal;
}

/** Vendors stamp the day in their own zone, and clocks differ. Beyond that, the date or our clock is wrong. */
const AHEAD_MS_MAX = 24 * 60 * 60_000;

/**
 * Of records that cannot be read. What they said before would end, though nobody said so: a few do that harm in feeds that
 * are hand-made and old (Debian's list of advisories has 1 in 5,407), more are a format that has changed.
 */
const PROBLEM_SHARE_MAX = 0.1;

/** Throws FeedRefused. */
export const takeIn = async (found: AsyncIterable<Found>, options: TakingIn): Promise<TakenIn> => {
  const { source, now, limits, spool, signal } = options;
  const feed = source.name;
  const latest = addMs(now, AHEAD_MS_MAX);
  const seen = new Seen();
  const problems: RecordProblem[] = [];
  let records = 0;
  let problemCount = 0;
  let passedOver = 0;
  let date: Instant | null = null;
  const note = (problem: RecordProblem): void => {
    problemCount += 1;
    if (problems.length < limits.problemsKeptMax) problems.push(problem);
  };
  for await (const one of found) {
    signal.throwIfAborted();
    if (records + problemCount + passedOver >= limits.recordsMax)
      throw new FeedRefused(reason('feed-too-large', { feed, detail: `more than ${limits.recordsMax} records` }));
    switch (one.kind) {
      case 'problem':
        note(one.problem);
        break;
      case 'passed-over':
        passedOver += 1;
        break;
      case 'dated':
        if (one.at > latest) throw new FeedRefused(reason('feed-from-future', { feed, found: one.at, now }));
        if (date === null || one.at > date) date = one.at;
        break;
      default: {
        const line = JSON.stringify(one);
        const verdict = seen.look(keyOf(one), line);
        if (verdict === 'other') note(twice(one, feed));
        if (verdict !== 'new') break;
        records += 1;
        await spool.write(line);
      }
    }
  }
  if (records === 0) throw new FeedRefused(empty(feed, { problems, problemCount, passedOver }));
  if (problemCount > (records + problemCount) * PROBLEM_SHARE_MAX)
    throw new FeedRefused(damaged(feed, { problems, problemCount, records }));
  return { records, problemCount, problems, passedOver, date };
};

class Seen {
  readonly #digests = new Map<string, string>();

  look(key: string, line: string): 'new' | 'same' | 'other' {
    const digest = hash('sha256', line, 'base64');
    const before = this.#digests.get(key);
    if (before === undefined) this.#digests.set(key, digest);
    if (before === undefined) return 'new';
    return before === digest ? 'same' : 'other';
  }
}

const keyOf = (record: KnowledgeRecord): string => {
  switch (record.kind) {
    case 'advisory':
      return `advisory ${record.record.recordId}`;
    case 'vulnerability-facts':
      return `vulnerability ${record.facts.vulnerability}`;
    case 'support': {
      const { release, sourcePackage, kind } = record.status;
      return `support of ${release.distribution} ${release.release} ${sourcePackage ?? ''} ${kind}`;
    }
    case 'maker-release':
      return `release ${record.release.product} ${record.release.version}`;
    default:
      return record satisfies never;
  }
};

/** Of two advisories of one id nobody can say which is meant, and taking either could hide a fix. */
const twice = (record: KnowledgeRecord, feed: string): RecordProblem => {
  const what = keyOf(record);
  if (record.kind === 'advisory')
    throw new FeedRefused(reason('feed-record-twice', { feed, record: record.record.recordId }));
  return { where: what, reason: reason('record-twice', { what }) };
};

const empty = (feed: string, left: Pick<TakenIn, 'problems' | 'problemCount' | 'passedOver'>): Reason => {
  const first = left.problems[0];
  return reason('feed-empty', {
    feed,
    problems: left.problemCount,
    passedOver: left.passedOver,
    first: first === undefined ? 'none' : `${first.where}: ${explain(first.reason)}`,
  });
};

const damaged = (feed: string, left: Pick<TakenIn, 'problems' | 'problemCount' | 'records'>): Reason => {
  const { problems, problemCount, records } = left;
  const [first] = problems;
  const of = `${problemCount} of its ${records + problemCount} records cannot be read`;
  const detail = first === undefined ? of : `${of}, the first is ${first.where}: ${explain(first.reason)}`;
  // A sentence within a sentence.
  return reason('feed-unreadable', { feed, detail: detail.replace(/\.$/, '') });
};
