// A failed step as its ledger line tells it, and all failed steps of an attempt.

import type { AttemptSummary, StepRun } from '../execution/index.ts';
import type { FailedStep, FoundLine } from './types.ts';

/** Lines of a step's own output that are looked at, from its end: there it says why. */
const OUTPUT_LINES_MAX = 400;

export const failedStepOf = (
  { step, reason, evidence }: Pick<StepRun, 'step' | 'reason' | 'evidence'>,
  family: FailedStep['family'],
): FailedStep => {
  const output = (evidence?.output ?? '').split(/[\r\n]+/).filter((text) => text.trim() !== '');
  return {
    step,
    reason,
    family,
    lines: [
      ...output.slice(-OUTPUT_LINES_MAX).map((text): FoundLine => ({ log: 'output', text })),
      ...(evidence?.logs ?? []).flatMap(({ log, lines }) => lines.map((line): FoundLine => ({ log, ...line }))),
    ],
  };
};

/** What failed in it, in order. */
export const failuresOf = ({ steps }: Pick<AttemptSummary, 'steps'>): readonly StepRun[] =>
  steps.filter(({ outcome }) => outcome === 'failed');
