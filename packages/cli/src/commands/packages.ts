import { endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { allPages } from '../connection/index.ts';
import { given, printTable } from './common/index.ts';

export const packageList: Action = async (invocation) => {
  const api = await invocation.context.api();
  const items = await allPages(api, endpoints.packages.list, { query: given({ name: invocation.args[0] }) });
  printTable(invocation, {
    items,
    columns: [
      { title: 'package' },
      { title: 'architecture' },
      { title: 'version' },
      { title: 'hosts', align: 'right' },
    ],
    row: ({ name, architecture, version, hosts }) => [name, architecture, version, String(hosts)],
    empty: 'No host that has reported has such a package.',
  });
  return 0;
};

export const packageHosts: Action = async (invocation) => {
  const { args, context, options } = invocation;
  const api = await context.api();
  const items = await allPages(api, endpoints.packages.hosts, {
    params: { name: args[0] ?? '' },
    query: given({ below: options.text('below') }),
  });
  printTable(invocation, {
    items,
    columns: [
      { title: 'host', shrinks: true },
      { title: 'id' },
      { title: 'environment' },
      { title: 'version' },
      { title: 'architecture' },
      { title: 'notes' },
    ],
    row: (item) => [
      item.hostname,
      item.hostId,
      item.environment ?? '-',
      item.package.version,
      item.package.architecture,
      [
        ...(item.package.held ? ['held'] : []),
        ...(item.package.state === 'installed' ? [] : [item.package.state]),
      ].join(', '),
    ],
    empty: 'No host that has reported has it so.',
  });
  return 0;
};
