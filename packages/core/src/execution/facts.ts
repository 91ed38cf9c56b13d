// What the executor writes into the ledger for an action, before it acts on it. Agent and simulator share it.

import type { AttemptId } from '../ids/index.ts';
import type { LedgerFact, NextAction } from './types.ts';

/** `null`: there is nothing to write. After a `run-step` the executor writes `step-ended` with what came of it. */
export const factFor = (action: NextAction, attemptId: AttemptId): LedgerFact | null => {
  switch (action.kind) {
    case 'run-step':
      return { kind: 'step-begun', attemptId, step: action.step.kind };
    case 'skip-step':
    case 'fail-step': {
      const outcome = action.kind === 'skip-step' ? 'skipped' : 'failed';
      const { step, reason } = action;
      return { kind: 'step-ended', attemptId, step: step.kind, outcome, reason, evidence: null };
    }
    case 'end-attempt':
      return { kind: 'attempt-ended', attemptId, outcome: action.outcome, reason: action.reason };
    case 'nothing':
      return null;
    default:
      return action satisfies never;
  }
};
