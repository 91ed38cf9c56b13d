import { endpoints, type HostHistoryEvent } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { firstItems } from '../connection/index.ts';
import { instantText, reasonText } from '../output/index.ts';
import { findHost, printTable } from './common/index.ts';

export const hostHistory: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const { hostId } = await findHost(api, args[0] ?? '');
  const items = await firstItems(api, endpoints.hosts.history, {
    asked: { params: { hostId } },
    limit: options.number('limit') ?? Number.POSITIVE_INFINITY,
  });
  printTable(invocation, {
    items,
    columns: [{ title: 'at' }, { title: 'event' }, { title: 'by' }, { title: 'what' }],
    row: ({ at, event }) => [instantText(at), event.kind, authorOf(event), whatOf(event)],
    empty: 'Nothing is known of this host but that it exists.',
  });
  return 0;
};

type Event = HostHistoryEvent['event'];

const authorOf = (event: Event): string => {
  if (!('by' in event)) return '-';
  return event.by === 'foreign' ? 'someone else' : event.by;
};

const whatOf = (event: Event): string => {
  switch (event.kind) {
    case 'packages-changed': {
      const { added, removed, changed } = event.difference;
      const attempt = event.attemptId === null ? [] : [`(${event.attemptId})`];
      return [
        ...changed.map(({ before, after }) => `${after.name} ${before.version} -> ${after.version}`),
        ...added.map(({ name, version }) => `+${name} ${version}`),
        ...removed.map(({ name, version }) => `-${name} ${version}`),
        ...attempt,
      ].join(', ');
    }
    case 'rebooted':
      return `boot ${event.bootIdBefore.slice(0, 8)} -> ${event.bootIdAfter.slice(0, 8)}`;
    case 'attempt-ended':
      return [
        `${event.attemptId}: ${event.outcome}`,
        ...(event.reason === null ? [] : [reasonText(event.reason)]),
      ].join('; ');
    case 'out-of-band':
      return `${event.action} by ${event.hook}: ${event.reason === null ? `status ${event.status}` : reasonText(event.reason)}`;
    case 'verified':
      return event.text;
    case 'barred':
    case 'freed':
    case 'isolated':
    case 'isolation-ended':
      return reasonText(event.reason);
    case 'enrolled':
    case 'adopted':
    case 'left':
    case 'retired':
    case 'restored':
      return '';
    default:
      // A kind that a newer controller knows: its name stands in the table already.
      return event satisfies never;
  }
};
