import { evaluate } from '@slipway/core/selection';
import {
  HOSTS_AT_ONCE_MAX,
  type HostSelection,
  type PageRequest,
  readCursor,
  type StoreFleet,
} from '../../ports/index.ts';
import { isCounted } from './host-state.ts';
import type { Tables, Transaction } from './transaction.ts';

export const selectionOn = (transaction: Transaction): Pick<StoreFleet, 'selectedHosts' | 'countSelectedHosts'> => ({
  async selectedHosts(selection, request) {
    const { found, next } = portion(transaction.reading, selection, request);
    const items = found.slice(0, request.limit);
    const isFull = found.length > items.length;
    return {
      items: items.map(({ host, stored }) => ({ host, stored: stored === null ? null : withoutPackages(stored) })),
      next: isFull ? JSON.stringify([items.at(-1)?.sequence]) : next,
    };
  },
  async countSelectedHosts(selection, after) {
    const { found, next } = portion(transaction.reading, selection, { after, limit: 1 });
    return { hosts: found.length, next };
  },
});

/** Of the next portion, those that a selector takes. */
export const portion = (
  { hosts, inventories }: Tables,
  { selector, counted, now }: HostSelection,
  request: PageRequest,
) => {
  const from = readCursor(request, 'number')?.[0] ?? 0;
  const to = from + HOSTS_AT_ONCE_MAX;
  const rows = hosts.byArrival();
  const found = rows
    .filter(({ sequence, value: { value } }) => sequence > from && sequence <= to && value.retiredAt === null)
    .map(({ sequence, value: { value: host } }) => ({ sequence, host, stored: inventories.get(host.hostId) ?? null }))
    .filter(({ host, stored }) => counted === undefined || isCounted(counted, host, stored))
    .filter(({ host, stored }) => {
      if (selector === null) return true;
      const { hostId, hostname, labels, reportedMode: mode } = host;
      const inventory = stored?.inventory ?? null;
      const its = { hostId, hostname, labels, mode, inventory, inventoryReceivedAt: stored?.receivedAt ?? null };
      return evaluate({ selector, host: its, now }) === 'yes';
    });
  return { found, next: to < (rows.at(-1)?.sequence ?? 0) ? JSON.stringify([to]) : null };
};

type Stored = NonNullable<ReturnType<Tables['inventories']['get']>>;

const withoutPackages = ({ receivedAt, inventory: whole }: Stored) => {
  const { packages: _, ...inventory } = whole;
  return { receivedAt, inventory };
};
