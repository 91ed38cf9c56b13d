import { endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { reasonText, shortDigest } from '../output/index.ts';
import { confirmed, findPlan, present } from './common/index.ts';

export const planAskAgain: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const params = { digest: await findPlan(api, args[0] ?? '') };
  const why = options.need('why');
  const question = `Ask again for plan ${shortDigest(params.digest)}? Names of before count no longer, and you cannot approve it.`;
  if (!(await confirmed(invocation, question))) return 1;
  const asked = await api.call(endpoints.plans.askAgain, { params, body: { why } });
  const { approved } = await api.call(endpoints.plans.show, { params });
  present(invocation, { asked, approved }, () =>
    [
      asked.refusal === null ? '' : `The refusal by ${asked.refusal.refusedBy} stands no longer.\n`,
      approved.changeRequest == null ? '' : `Change request ${approved.changeRequest} is open.\n`,
      approved.reason === null ? 'It may run.\n' : `${reasonText(approved.reason)}\n`,
    ].join(''),
  );
  return 0;
};
