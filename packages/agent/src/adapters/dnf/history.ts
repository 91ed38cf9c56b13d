// Numbers of transactions in dnf's own history: what `dnf history info` and `dnf history list` show to people.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PackageExecutor } from '../../ports/index.ts';
import type { DnfContext } from './host.ts';
import { askDnf } from './program.ts';
import { count, list, record, shaped } from './shapes.ts';
import { labelOf } from './transaction-command.ts';

/** By the label that the transaction's command gave it, which stands in the history before rpm begins: one that was cut is in it, too. */
export const history = async (
  context: DnfContext,
  { purpose, attemptId }: Parameters<PackageExecutor['history']>[0],
): Promise<Outcome<readonly number[]>> => {
  const answer = await askDnf(context, { verb: 'history', settings: { label: labelOf(purpose, attemptId) } });
  if ('problem' in answer) return unknown(answer.problem);
  const numbers = shaped(answer.value, (value) => list(record(value)['numbers'], count));
  return numbers === null ? unknown('its answer cannot be read') : ok(numbers);
};

const unknown = (detail: string): Outcome<never> => refuse('history-unknown', { detail });
