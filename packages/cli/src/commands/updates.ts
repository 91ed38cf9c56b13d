import { endpoints, type FleetUpdate, type FleetUpdates } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { countText, tableText } from '../output/index.ts';
import { given, hostLabel, present } from './common/index.ts';

const SCOPES = ['all', 'security', 'kernel'] as const;

export const updates: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const scope = SCOPES.find((word) => word === options.text('scope')) ?? null;
  const filter = given({
    environment: options.text('environment'),
    security: options.is('security') ? true : null,
    scope,
  });
  const items: FleetUpdate[] = [];
  let page: FleetUpdates | null = null;
  do {
    const after: { readonly after?: string } = page?.next == null ? {} : { after: page.next };
    page = await api.call(endpoints.packages.updates, { query: { ...filter, ...after, limit: 1000 } });
    items.push(...page.items);
  } while (page.next !== null);
  const { hosts, unknown } = page;
  present(invocation, { items, hosts, unknown }, () => textOf({ items, hosts, unknown }, invocation));
  return 0;
};

const textOf = ({ items, hosts, unknown }: Omit<FleetUpdates, 'next'>, { context }: Invocation): string => {
  const { width, style } = context.terminal;
  const known = hosts - unknown.length;
  const summary = `${countText(items.length, 'update')} pending on ${countText(known, 'host')} that could look.\n`;
  const blind =
    unknown.length === 0
      ? ''
      : style.warn(`Not known of ${countText(unknown.length, 'host')}: ${unknown.map(hostLabel).join(', ')}\n`);
  if (items.length === 0) return summary + blind;
  const table = tableText({
    columns: [
      { title: 'package' },
      { title: 'architecture' },
      { title: 'to' },
      { title: 'security' },
      { title: 'hosts', align: 'right' },
      { title: 'from', shrinks: true },
      { title: 'environments' },
    ],
    rows: items.map((item) => [
      item.name,
      item.architecture,
      item.to,
      item.security ? 'yes' : 'no',
      String(item.hosts),
      item.from.map(({ version }) => version ?? 'new').join(', '),
      Object.entries(item.environments)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    ]),
    width,
    header: style.bold,
  });
  return `${table}\n${summary}${blind}`;
};
