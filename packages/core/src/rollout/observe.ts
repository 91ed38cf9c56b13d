// What a host's ledger says about its newest attempt, in the form that the rollout's decision reads.

import { type LedgerEntry, stepEvents, summariseAttempt } from '../execution/index.ts';
import type { AttemptObservation } from './types.ts';

/** From the entries that the controller holds of one host; `null`: it has never begun an attempt. */
export const observeAttempt = (entries: readonly LedgerEntry[]): AttemptObservation | null => {
  const begun = stepEvents(entries).findLast((event) => event.kind === 'attempt-begun');
  const attempt = begun === undefined ? null : summariseAttempt(entries, begun.attemptId);
  if (attempt === null) return null;
  const run = attempt.ended === null ? attempt.steps.at(-1) : undefined;
  return {
    attemptId: attempt.attemptId,
    step: run?.step ?? null,
    stepBegunAt: run?.begunAt ?? null,
    ended: attempt.ended,
  };
};
