// A host as selectors see it.

import { evaluate, type SelectableHost, type Selector } from '@slipway/core/selection';
import type { Instant } from '@slipway/core/time';
import type { HostRecord, StoredInventory } from '../../ports/index.ts';

export const selectable = (host: HostRecord, stored: StoredInventory | null): SelectableHost => ({
  hostId: host.hostId,
  hostname: host.hostname,
  labels: host.labels,
  mode: host.reportedMode,
  inventory: stored?.inventory ?? null,
  inventoryReceivedAt: stored?.receivedAt ?? null,
});

/** Only a plain yes selects: what is not known is not meant. */
export const isSelected = (
  selector: Selector,
  host: HostRecord,
  stored: StoredInventory | null,
  now: Instant,
): boolean => evaluate({ selector, host: selectable(host, stored), now }) === 'yes';
