import { endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { shortDigest } from '../output/index.ts';
import { confirmed, findPatchSet, present } from './common/index.ts';

const STANDINGS = {
  hold: { standing: 'held', says: 'is held: nothing new of it begins', asks: null },
  release: { standing: 'current', says: 'goes on', asks: null },
  supersede: {
    standing: 'superseded',
    says: 'enters no further environment; what is under way goes on',
    asks: 'This is final. Supersede it?',
  },
  withdraw: {
    standing: 'withdrawn',
    says: 'is withdrawn: who waits with it is left out, who has begun finishes',
    asks: 'This is final, and its rollouts are aborted. Withdraw it?',
  },
} as const;

export const saying =
  (word: keyof typeof STANDINGS): Action =>
  async (invocation) => {
    const { context, args, options } = invocation;
    const { standing, says, asks } = STANDINGS[word];
    const api = await context.api();
    const digest = await findPatchSet(api, args[0] ?? '');
    if (asks !== null && !(await confirmed(invocation, asks))) return 1;
    const body = { standing, why: options.need('why') };
    const said = await api.call(endpoints.patchSets.say, { params: { digest }, body });
    present(invocation, said, () => `${shortDigest(said.patchSetDigest)} ${says}.\n`);
    return 0;
  };
