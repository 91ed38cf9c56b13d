// A question to root, and its answer where it comes soon. Root's program starts by the question's file and takes as long as
// what it looks at; whoever waits for it is not kept from its other work.

import { type Instant, msBetween } from '@slipway/core/time';
import type { Clock, RootQuestion } from '../ports/index.ts';

/** A start of root's program and a handful of quick checks; what takes longer is fetched with the next check-in. */
const WAIT_MS = 5000;
const LOOK_MS = 250;

/** Of each question the last whose answer was passed on. Each is passed on once, since who asks again means now. */
export type PassedOn = Map<'checks' | 'whole-host', Instant>;

export interface AskedOfRoot<What, Answer> {
  readonly kind: 'checks' | 'whole-host';
  readonly question: RootQuestion<What, Answer>;
  readonly what: What;
  /** Without an answer for so long it is asked anew: root's program was killed, or not there to be started. */
  readonly givenUpMs: number;
}

/** `null`: there is no answer yet. */
export const askRoot = async <What, Answer>(
  clock: Clock,
  passedOn: PassedOn,
  { kind, question, what, givenUpMs }: AskedOfRoot<What, Answer>,
): Promise<Answer | null> => {
  const now = clock.now();
  const before = await question.asked();
  const sinceMs = before === null ? Number.NaN : msBetween(before.askedAt, now);
  const isOpen = before?.what === what && sinceMs >= 0 && sinceMs < givenUpMs && passedOn.get(kind) !== before.askedAt;
  const askedAt = isOpen ? before.askedAt : now;
  if (!isOpen) await question.ask({ what, askedAt });
  const until = clock.monotonicMs() + WAIT_MS;
  for (;;) {
    const answered = await question.answered();
    if (answered?.askedAt === askedAt && answered.what === what) {
      passedOn.set(kind, askedAt);
      return answered.answer;
    }
    if (clock.monotonicMs() >= until) return null;
    await clock.sleep(LOOK_MS);
  }
};
