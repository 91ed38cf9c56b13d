// The four ends of an attempt, each with the reason that a person sees.

import { explain, type Reason, reason } from '../reasons/index.ts';
import type { AttemptOutcome, NextAction, StepRun } from './types.ts';

export const end = (outcome: AttemptOutcome, why: Reason | null): NextAction => ({
  kind: 'end-attempt',
  outcome,
  reason: why,
});

/** Why a step failed; the reason is the step's own. */
export const causeOf = (run: StepRun): Reason => run.reason ?? reason('step-failed', { step: run.step });

export const wentBack = (cause: Reason | null): Reason => reason('went-back', { detail: detailOf(cause) });
export const wayBackFailed = (cause: Reason): Reason => reason('way-back-failed', { detail: detailOf(cause) });

/** A reason inside another one's sentence, which brings its own full stop. */
const detailOf = (cause: Reason | null): string =>
  cause === null ? 'no step left a reason' : explain(cause).replace(/\.$/, '');
