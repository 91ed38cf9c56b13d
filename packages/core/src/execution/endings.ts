// The ends of an attempt, each with the reason that a person sees.

import { explain, type Reason, reason } from '../reasons/index.ts';
import type { AttemptOutcome, ExecutionConditions, NextAction, StepRun } from './types.ts';

export const end = (outcome: AttemptOutcome, why: Reason | null): NextAction => ({
  kind: 'end-attempt',
  outcome,
  reason: why,
});

/** Why a step failed; the reason is the step's own. */
export const causeOf = (run: StepRun): Reason => run.reason ?? reason('step-failed', { step: run.step });

export const wentBack = (cause: Reason | null): Reason => reason('went-back', { detail: detailOf(cause) });
export const wayBackFailed = (cause: Reason): Reason => reason('way-back-failed', { detail: detailOf(cause) });

/** Said when the attempt ends: by then the stop file may be gone and the controller back, which the text must not hide. */
export const haltReason = ({ stopped, contact }: Pick<ExecutionConditions, 'stopped' | 'contact'>): Reason => {
  if (stopped) return reason('stopped-before-apply', { detail: 'the file /etc/slipway/stop stands on the host' });
  const detail =
    contact === 'lost' ? 'the controller could not be reached' : 'by the stop file, or for want of contact';
  return reason('stopped-before-apply', { detail });
};

/** A reason inside another one's sentence, which brings its own full stop. */
const detailOf = (cause: Reason | null): string =>
  cause === null ? 'no step left a reason' : explain(cause).replace(/\.$/, '');
