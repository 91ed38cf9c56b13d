import { endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { allPages } from '../connection/index.ts';
import { ageText, shortDigest } from '../output/index.ts';
import { findPlan, newest, placeText, present, printTable, shortRuleText } from './common/index.ts';
import { hostnamesOf, notesText, planPage } from './plan-page/index.ts';

export const planList: Action = async (invocation) => {
  const items = await newest(invocation, endpoints.plans.list, {});
  const now = invocation.context.now();
  printTable(invocation, {
    items,
    columns: [
      { title: 'plan' },
      { title: 'environment', shrinks: true },
      { title: 'patch set' },
      { title: 'made' },
      { title: 'by', shrinks: true },
      { title: 'hosts', align: 'right' },
      { title: 'waves', align: 'right' },
      { title: 'approval', shrinks: true },
      { title: 'errors', align: 'right' },
      { title: 'warnings', align: 'right' },
    ],
    row: (item) => [
      shortDigest(item.digest),
      item.takesBack === undefined ? placeText(item) : `${placeText(item)} (rollback)`,
      shortDigest(item.patchSetDigest),
      ageText(item.madeAt, now),
      item.author,
      String(item.hosts),
      String(item.waves),
      shortRuleText(item.approval),
      String(item.errors),
      String(item.warnings),
    ],
    empty: 'No plan has been made yet: `slipway plan make ENVIRONMENT`.',
  });
  return 0;
};

export const planShow: Action = async (invocation) => {
  const { context, args } = invocation;
  const api = await context.api();
  const params = { digest: await findPlan(api, args[0] ?? '') };
  const plan = await api.call(endpoints.plans.show, { params });
  const hostPlans = await allPages(api, endpoints.plans.hostPlans, { params });
  const hostnames = await hostnamesOf(api);
  const { width, style } = context.terminal;
  present(invocation, { ...plan, hostPlans }, () =>
    planPage({ plan, hostPlans, hostnames, width, style, now: context.now() }),
  );
  return 0;
};

export const planCheck: Action = async (invocation) => {
  const { context, args } = invocation;
  const api = await context.api();
  const digest = await findPlan(api, args[0] ?? '');
  const { notes } = await api.call(endpoints.plans.show, { params: { digest } });
  const hostnames = await hostnamesOf(api);
  present(invocation, notes, () => notesText(notes, hostnames, context.terminal.width));
  return notes.some(({ severity }) => severity === 'error') ? 6 : 0;
};
