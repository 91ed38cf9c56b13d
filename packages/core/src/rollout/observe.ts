// What a host's ledger says about its newest attempt, in the form that the rollout's decision reads.

import { attemptEnd, type LedgerEntry, type StepRun, stepEvents, summariseAttempt } from '../execution/index.ts';
import type { AttemptObservation } from './types.ts';

/** From the entries that the controller holds of one host; `null`: it has neither begun an attempt nor turned one away. */
export const observeAttempt = (entries: readonly LedgerEntry[]): AttemptObservation | null => {
  const newest = stepEvents(entries).at(-1);
  if (newest === undefined) return null;
  const { attemptId } = newest;
  const attempt = summariseAttempt(entries, attemptId);
  if (attempt === null) return { attemptId, step: null, stepBegunAt: null, ended: attemptEnd(entries, attemptId) };
  const run = attempt.ended === null ? attempt.steps.at(-1) : undefined;
  return {
    attemptId,
    step: run?.step ?? null,
    stepBegunAt: run?.begunAt ?? null,
    ...rebootOf(run),
    ended: attempt.ended,
  };
};

const rebootOf = (run: StepRun | undefined): Pick<AttemptObservation, 'reboot'> =>
  run?.step !== 'reboot' || run.outcome !== null || run.begunInBoot === null
    ? {}
    : { reboot: { bootId: run.begunInBoot, askedAt: run.asked?.at ?? null } };
