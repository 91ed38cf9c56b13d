// What the package transactions of an attempt left beside the versions, as its ledger tells it.

import type { AttemptSummary, TransactionTrace } from './types.ts';

/** Of all its steps: every number of the history, and what lay beside the files at the last look. `null`: nothing was told. */
export const transactionTrace = ({ steps }: Pick<AttemptSummary, 'steps'>): TransactionTrace | null => {
  const told = steps.flatMap(({ evidence }) => (evidence?.transaction === undefined ? [] : [evidence.transaction]));
  const last = told.at(-1);
  return last === undefined ? null : { ...last, history: told.flatMap(({ history }) => history) };
};
