import { endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { allPages } from '../connection/index.ts';
import { instantText, reasonText, shortDigest } from '../output/index.ts';
import { placeText, printTable, shortRuleText } from './common/index.ts';

export const approvalList: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const mine = options.is('mine');
  printTable(invocation, {
    items: await allPages(api, endpoints.plans.waiting, { query: { mine } }),
    columns: [
      { title: 'plan' },
      { title: 'environment', shrinks: true },
      { title: 'hosts', align: 'right' },
      { title: 'window begins' },
      { title: 'rule', shrinks: true },
      { title: 'names', align: 'right' },
      { title: 'yours' },
      { title: 'change' },
      { title: 'waits for' },
    ],
    row: (item) => [
      shortDigest(item.planDigest),
      placeText(item),
      String(item.hosts),
      item.startsAt === null ? '-' : instantText(item.startsAt),
      shortRuleText(item.rule),
      `${item.given}/${item.needed}`,
      item.mine ? 'yes' : 'no',
      item.changeRequest ?? '-',
      reasonText(item.reason),
    ],
    empty: mine ? 'No plan waits for your name.' : 'No plan waits for approval.',
  });
  return 0;
};
