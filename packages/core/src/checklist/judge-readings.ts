// A reading that every host must have given: the worst host is named, with how many are like it.

import type { ChecklistItem } from '../policy/index.ts';
import { evidenceAt, readingText } from '../reading/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { subjectOf } from './subject.ts';
import type { ChecklistFacts, HostReading, JudgedItem } from './types.ts';

type Asking = Extract<ChecklistItem, { readonly kind: 'plug-in' | 'file-age' }>;
type Judged = Pick<JudgedItem, 'state' | 'reason' | 'evidenceAt'>;
type Host = ChecklistFacts['hosts'][number];

/** A file from the future is no file of today: as far as clocks may be apart for anything to begin. */
const CLOCKS_APART_SECONDS_MAX = 120;

interface OfHost extends Judged {
  readonly host: Host;
  /** What it stands for, so that hosts that say alike are counted together. */
  readonly sort: string;
  /** The text of the reason, for `count` of `hosts`. */
  readonly tell: (count: number, hosts: number) => Reason;
}

/** A no before a do-not-know: it is what somebody can act upon. */
const RANK: Readonly<Record<JudgedItem['state'], number>> = { blocking: 0, unknown: 1, green: 2 };

export const judgeReadings = (item: Asking, facts: ChecklistFacts): Judged => {
  if (facts.askedFrom !== null) {
    return { state: 'unknown', reason: reason('checklist-asked-from', { from: facts.askedFrom }), evidenceAt: null };
  }
  const answers = facts.hosts.map((host) =>
    ofHost(item, host, { answer: facts.readings.get(item.name)?.get(host.hostId) ?? null, now: facts.now }),
  );
  const [worst] = answers.toSorted((a, b) => RANK[a.state] - RANK[b.state]);
  const oldest = answers.map((answer) => answer.evidenceAt).reduce(older, answers[0]?.evidenceAt ?? null);
  if (worst === undefined || worst.state === 'green') return { state: 'green', reason: null, evidenceAt: oldest };
  const alike = answers.filter(({ state, sort }) => state === worst.state && sort === worst.sort).length;
  return { state: worst.state, reason: worst.tell(alike, answers.length), evidenceAt: oldest };
};

/** `null` is older than anything: there is none. */
const older = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? null : a < b ? a : b;

const ofHost = (
  item: Asking,
  host: Host,
  { answer, now }: { readonly answer: HostReading | null; readonly now: Instant },
): OfHost => {
  const silent = (sort: string, detail: string, at: Instant | null = null): OfHost => ({
    ...{ host, state: 'unknown', reason: null, evidenceAt: at, sort },
    tell: (count, hosts) => reason('checklist-reading-awaited', { host: host.hostname, detail, count, hosts }),
  });
  if (!host.canRead) return silent('old-agent', 'its agent takes no readings yet');
  if (answer === null || answer.reading === null || answer.receivedAt === null) {
    return silent('awaited', 'it has not answered yet');
  }
  const { reading } = answer;
  const at = evidenceAt(reading, answer.receivedAt);
  const oldestAt = addSeconds(now, -item.maxAgeHours * 3600);
  if (reading.state === 'unknown') return silent('unknown', withoutDot(reading.text), at);
  const no = (sort: string, detail: string, evidence: Instant): OfHost => ({
    ...{ host, state: 'blocking', reason: null, evidenceAt: evidence, sort },
    tell: (count, hosts) => reason('checklist-reading-says', { host: host.hostname, detail, count, hosts }),
  });
  const green = (evidence: Instant): OfHost => ({ ...no('', '', evidence), state: 'green' });
  switch (item.kind) {
    case 'plug-in': {
      if (at < oldestAt) return silent('old', `what it said is of ${at}`, at);
      const said = `${readingText(subjectOf(item))} is ${reading.state}: ${withoutDot(reading.text)}`;
      return reading.state === 'ok' ? green(at) : no(reading.state, said, at);
    }
    case 'file-age': {
      const { modifiedAt } = reading;
      if (modifiedAt === null) return silent('unknown', 'it does not say when the file was changed', at);
      if (modifiedAt > addSeconds(reading.takenAt, CLOCKS_APART_SECONDS_MAX)) {
        return silent('ahead', `${item.path} is of ${modifiedAt}, which is still to come`, at);
      }
      return modifiedAt < oldestAt
        ? no('old', `${item.path} is of ${modifiedAt}, older than ${item.maxAgeHours} h`, modifiedAt)
        : green(modifiedAt);
    }
    default:
      return item satisfies never;
  }
};

/** The sentence around it has one of its own. */
const withoutDot = (text: string): string => text.replace(/\.$/, '');
