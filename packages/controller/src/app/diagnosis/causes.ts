// The table itself, for whoever writes rows and wants to see that they count.

import { CAUSES, type Cause } from '@slipway/core/diagnosis';
import type { CausesAnswer } from '@slipway/protocol/api';
import type { App } from '../context.ts';

export const listCauses = async (app: App): Promise<CausesAnswer> => {
  const { causes, refused } = await app.ports.ownCauses.read();
  return {
    items: [...causes.map(({ file, cause }) => shown(cause, file)), ...CAUSES.map((cause) => shown(cause, null))],
    refused: refused.map(({ file, problems }) => ({ file, problems: [...problems] })),
  };
};

const shown = (cause: Cause, file: string | null): CausesAnswer['items'][number] => {
  const { code, family, what, next, signs, reasons = [] } = cause;
  return {
    ...{ code, file, family, what, next },
    signs: signs.map(({ logs, pattern, example }) => ({ logs: [...logs], pattern, example })),
    reasons: [...reasons],
  };
};
