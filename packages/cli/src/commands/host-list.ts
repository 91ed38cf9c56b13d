import { endpoints, type HostSummary } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { allPages } from '../connection/index.ts';
import { ageText, reasonText } from '../output/index.ts';
import { given, printTable } from './common/index.ts';

export const hostList: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const query = given({ selector: options.text('where'), environment: options.text('environment') });
  const found = await allPages(api, endpoints.hosts.list, { query });
  // The controller lists by id, which is chance to people.
  const items = found.toSorted((a, b) => a.hostname.localeCompare(b.hostname));
  const now = context.now();
  printTable(invocation, {
    items,
    columns: [
      { title: 'host', shrinks: true },
      { title: 'id' },
      { title: 'environment' },
      { title: 'mode' },
      { title: 'seen' },
      { title: 'updates', align: 'right' },
      { title: 'security', align: 'right' },
      { title: 'reboot' },
      { title: 'notes' },
    ],
    row: (host) => [
      host.hostname,
      host.hostId,
      host.environment ?? '-',
      modeText(host.mode),
      ageText(host.seenAt, now),
      pendingText(host, 'updates'),
      pendingText(host, 'security'),
      host.reboot ?? 'unknown',
      notesOf(host),
    ],
    empty: 'No host fits. `slipway enrol token` prints the line that enrols one.',
  });
  return 0;
};

/** What people want and what the host says it is, where these differ. */
export const modeText = ({ wanted, reported }: HostSummary['mode']): string =>
  wanted === reported ? reported : `${reported} -> ${wanted}`;

/** Never a zero for what nobody knows. */
const pendingText = ({ pending }: HostSummary, which: 'updates' | 'security'): string =>
  pending === null ? 'unknown' : String(pending[which]);

const notesOf = ({ stopped, barred, rollout }: HostSummary): string =>
  [
    ...(stopped ? ['stopped on the host'] : []),
    ...(barred === null ? [] : [reasonText(barred)]),
    ...(rollout === null ? [] : [`${rollout.phase} in ${rollout.rolloutId}`]),
  ].join('; ');
