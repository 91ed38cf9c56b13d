// How one host is counted, and whether it is among those that are meant.

import type { Instant } from '@slipway/core/time';
import type { CountedAs, HostRecord, HostState, StoredInventory } from '../../ports/index.ts';

export const stateOf = (
  host: HostRecord,
  stored: StoredInventory | null,
  silentSince: Instant | null,
): Omit<HostState, 'hosts'> => ({
  environment: host.labels['environment'] ?? null,
  isAdopted: host.wantedMode === 'adopted' && host.reportedMode === 'adopted',
  isBarred: host.barred !== null,
  heard:
    host.contact === null || stored === null
      ? 'never'
      : silentSince !== null && host.contact.seenAt < silentSince
        ? 'silent'
        : 'lately',
  pending: (host.inventoryAwaitedSince ?? null) === null ? pendingIn(stored) : 'unknown',
  needsReboot: stored?.inventory.reboot.kind === 'needed',
});

const pendingIn = (stored: StoredInventory | null): HostState['pending'] => {
  if (stored?.inventory.updates.kind !== 'known') return 'unknown';
  const { updates } = stored.inventory.updates;
  if (updates.length === 0) return 'none';
  return updates.some(({ security }) => security) ? 'security' : 'some';
};

export const isCounted = (counted: CountedAs, host: HostRecord, stored: StoredInventory | null): boolean => {
  const { heard, isBarred, pending } = stateOf(host, stored, counted.kind === 'silent' ? counted.since : null);
  switch (counted.kind) {
    case 'up-to-date':
      return pending === 'none';
    case 'updates-pending':
      return pending === 'some' || pending === 'security';
    case 'security-pending':
      return pending === 'security';
    case 'unknown':
      return pending === 'unknown';
    case 'never-reported':
      return heard === 'never';
    case 'silent':
      return heard === 'silent';
    case 'barred':
      return isBarred;
    default:
      return counted satisfies never;
  }
};
