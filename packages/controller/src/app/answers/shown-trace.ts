import type { TransactionTrace } from '@slipway/core/execution';
import type { TransactionTraceAnswer } from '@slipway/protocol/api';

export const shownTrace = ({ history, left, problem }: TransactionTrace): TransactionTraceAnswer => ({
  history: [...history],
  left: left.map((one) => ({ ...one, beside: [...one.beside] })),
  ...(problem === undefined ? {} : { problem }),
});
