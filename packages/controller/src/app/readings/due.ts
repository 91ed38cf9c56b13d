// What a host is asked for with this answer to its check-in.

import type { AttemptId } from '@slipway/core/ids';
import type { Reading, ReadingSubject } from '@slipway/core/reading';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { ReadingWish } from '@slipway/protocol/agent';
import type { WantedReading } from '../../ports/index.ts';

/** What an agent says of itself that takes readings. */
export const READINGS_CAPABILITY = 'readings/1';

/** That takes those of units, too: newer, and an agent that does not know them cannot read the answer to its check-in. */
const UNITS_CAPABILITY = 'health/1';

/** That lets root ask all checks of its plan again: the newest. */
const CHECKS_CAPABILITY = 'still-so/1';

/** That lets root verify the whole host. */
const WHOLE_HOST_CAPABILITY = 'verify/1';

/** That tells what its running transaction prints. */
const OUTPUT_CAPABILITY = 'output/1';

/** While it is wanted it is taken again after this: as often as monitoring systems usually run a check. */
const REFRESH_SECONDS = 60;
/** While it is not well somebody may wait for it to be: with every check-in of a host that is not near work. */
const UNWELL_REFRESH_SECONDS = 30;
/** Of one plug-in: those of distributions give up by themselves after 10 seconds. */
const TIMEOUT_SECONDS = 30;
/** With one answer; the others come with the next. Far more than any policy has for one host. */
const WISHES_MAX = 20;

export interface CheckedIn {
  readonly capabilities: readonly string[];
  /** Under way there; only of that one is output asked. Absent: none is. */
  readonly attemptId?: AttemptId | null;
  readonly now: Instant;
}

/** Of what the agent says that it can take. The longest waiting first, so that none waits for ever. */
export const dueWishes = (
  wanted: readonly WantedReading[],
  { capabilities, attemptId = null, now }: CheckedIn,
): readonly ReadingWish[] =>
  wanted
    .filter((one) => capabilities.includes(capabilityFor(one.subject)))
    .filter(({ subject }) => subject.kind !== 'output' || subject.attemptId === attemptId)
    .filter((one) => one.wantedUntil > now && !isOver(one) && (dueAt(one) ?? now) <= now)
    .toSorted((a, b) => compare(dueAt(a) ?? '', dueAt(b) ?? ''))
    .slice(0, WISHES_MAX)
    .map(({ subject, readingId }) => ({ ...subject, readingId, timeoutSeconds: TIMEOUT_SECONDS }));

/** What an agent says of itself that takes a reading of this. */
export const capabilityFor = ({ kind }: ReadingSubject): string => {
  switch (kind) {
    case 'checks':
      return CHECKS_CAPABILITY;
    case 'whole-host':
      return WHOLE_HOST_CAPABILITY;
    case 'output':
      return OUTPUT_CAPABILITY;
    case 'unit-active':
      return UNITS_CAPABILITY;
    case 'plug-in':
    case 'file-age':
      return READINGS_CAPABILITY;
    default:
      return kind satisfies never;
  }
};

/** Asked once. */
const isOver = ({ subject, taken }: WantedReading): boolean => subject.kind === 'whole-host' && taken !== null;

/** `null`: it has never come. */
const dueAt = ({ subject, taken }: WantedReading): Instant | null =>
  taken === null ? null : addSeconds(taken.receivedAt, secondsUntilNext(subject, taken.reading));

const secondsUntilNext = ({ kind }: ReadingSubject, { state }: Reading): number => {
  // Somebody looks on: with each check-in, which is once a second while an attempt is under way.
  if (kind === 'output') return 0;
  return state === 'ok' ? REFRESH_SECONDS : UNWELL_REFRESH_SECONDS;
};

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
