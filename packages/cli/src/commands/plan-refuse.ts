import { endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { shortDigest } from '../output/index.ts';
import { confirmed, findPlan, present } from './common/index.ts';

export const planRefuse: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const digest = await findPlan(api, args[0] ?? '');
  const why = options.need('why');
  const question = `Refuse plan ${shortDigest(digest)}? It takes another plan then, or somebody who asks again.`;
  if (!(await confirmed(invocation, question))) return 1;
  const refusal = await api.call(endpoints.plans.refuse, { params: { digest }, body: { why } });
  present(
    invocation,
    refusal,
    () => `Refused by ${refusal.refusedBy}: ${refusal.why}\nNothing further begins by this plan.\n`,
  );
  return 0;
};
