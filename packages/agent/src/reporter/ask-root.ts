// A question to root, and its answer where it comes soon. Root's program starts by the question's file and takes as long as
// what it looks at; whoever waits for it is not kept from its other work.

import { type Instant, msBetween } from '@slipway/core/time';
import type { Clock, RootQuestion } from '../ports/index.ts';

/** A start of root's program and a handful of quick checks; what takes longer is fetched with the next check-in. */
const WAIT_MS = 5000;
const LOOK_MS = 250;
/** Without an answer it is asked anew: root's program was killed, or not there to be started. */
const GIVEN_UP_MS = 300_000;

/** By question: the last whose answer was passed on. Each is passed on once, since who asks again means now. */
const passedOn = new WeakMap<object, Instant>();

/** `null`: there is no answer yet. */
export const askRoot = async <What, Answer>(
  clock: Clock,
  question: RootQuestion<What, Answer>,
  what: What,
): Promise<Answer | null> => {
  const now = clock.now();
  const before = await question.asked();
  const sinceMs = before === null ? Number.NaN : msBetween(before.askedAt, now);
  const isOpen =
    before?.what === what && sinceMs >= 0 && sinceMs < GIVEN_UP_MS && passedOn.get(question) !== before.askedAt;
  const askedAt = isOpen ? before.askedAt : now;
  if (!isOpen) await question.ask({ what, askedAt });
  const until = clock.monotonicMs() + WAIT_MS;
  for (;;) {
    const answered = await question.answered();
    if (answered?.askedAt === askedAt && answered.what === what) {
      passedOn.set(question, askedAt);
      return answered.answer;
    }
    if (clock.monotonicMs() >= until) return null;
    await clock.sleep(LOOK_MS);
  }
};
