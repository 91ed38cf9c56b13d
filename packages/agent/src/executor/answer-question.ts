// Root's side of a question: answered until nobody has asked anything new, since one that comes while this runs starts nobody.

import type { Reading } from '@slipway/core/reading';
import { msBetween } from '@slipway/core/time';
import type { Clock, RootQuestion } from '../ports/index.ts';

/** Whoever asks more often waits: a reporter gone wild must not keep root at work. */
const AGAIN_MS = 10_000;

/** Answers how many were answered. */
export const answerQuestion = async <What>(
  { clock, question }: { readonly clock: Clock; readonly question: RootQuestion<What, Reading> },
  look: (what: What) => Promise<Reading>,
): Promise<number> => {
  for (let answered = 0; ; answered += 1) {
    const asked = await question.asked();
    const last = await question.answered();
    if (asked === null || (last?.askedAt === asked.askedAt && last.what === asked.what)) return answered;
    const sinceMs = last === null ? AGAIN_MS : msBetween(last.answer.takenAt, clock.now());
    // A clock that was set back must not make anybody wait for it to catch up.
    if (sinceMs >= 0 && sinceMs < AGAIN_MS) await clock.sleep(AGAIN_MS - sinceMs);
    await question.answer({ ...asked, answer: await look(asked.what) });
  }
};
