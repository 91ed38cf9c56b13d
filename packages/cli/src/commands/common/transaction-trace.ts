// What package transactions left beside the versions: the same on every page that shows it.

import type { TransactionTraceAnswer } from '@slipway/protocol/api';
import { instantText, type Line } from '../../output/index.ts';

export const traceLines = ({ history, left, problem }: TransactionTraceAnswer): readonly Line[] => [
  ...(history.length === 0 ? [] : [['dnf history', history.join(', ')] as const]),
  ...left.map(({ path, decision, beside }): Line => {
    const others = beside.map((one) => `${one.path} (since ${instantText(one.since)})`).join(', ');
    return ['compare', `${path}, decided ${decision}, with ${others}`];
  }),
  ...(problem === undefined ? [] : [['not known', problem] as const]),
];
