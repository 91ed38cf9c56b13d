// Hosts by selector, at any size of the fleet: whatever a selector asks about is looked up where it stands, not in documents.

import type { Inventory } from '@slipway/core/inventory';
import type { Selector } from '@slipway/core/selection';
import type { Instant } from '@slipway/core/time';
import type { HostRecord } from './store-fleet.ts';
import type { Page, PageRequest } from './store-values.ts';

/** Hosts that are looked through at once, so that nobody else waits for a question about all of them. */
export const HOSTS_AT_ONCE_MAX = 10_000;

export interface HostSelection {
  /** `null`: every host. */
  readonly selector: Selector | null;
  /** By which what is stale is told. */
  readonly now: Instant;
}

/** A host as lists show it: of its inventory all but the packages, which are what costs. */
export interface ListedHost {
  readonly host: HostRecord;
  /** `null`: it never reported. */
  readonly stored: { readonly receivedAt: Instant; readonly inventory: Omit<Inventory, 'packages'> } | null;
}

export interface StoreSelection {
  /**
   * Hosts that answer a plain yes, retired ones left out, in order of enrolment. At most {@link HOSTS_AT_ONCE_MAX} are looked
   * through: a page may be short or empty and have a next one.
   */
  selectedHosts(selection: HostSelection, page: PageRequest): Promise<Page<ListedHost>>;
  /** How many of the next {@link HOSTS_AT_ONCE_MAX} do; `after` and `next` are cursors of the same list. */
  countSelectedHosts(
    selection: HostSelection,
    after: string | null,
  ): Promise<{ readonly hosts: number; readonly next: string | null }>;
}
