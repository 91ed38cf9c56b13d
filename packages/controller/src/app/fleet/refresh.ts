// The wish that a host look at its repositories again, and what ends it.

import type { HostId } from '@slipway/core/ids';
import type { Inventory } from '@slipway/core/inventory';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { HostRecord } from '../../ports/index.ts';
import type { App } from '../context.ts';

/**
 * A repository that cannot be read is tried again with each check-in for so long: it may have been changing just then. What
 * fails longer is told by the inventory itself, and asking on would only load it.
 */
const TRIED_SECONDS = 600;

export const askedToRefresh = (host: HostRecord, now: Instant): HostRecord => ({
  ...host,
  refreshWanted: true,
  refreshAsked: { at: now, told: false },
});

/** Before the reply that tells the host leaves: what was on its way until then shows nothing of it. */
export const noteTold = async (app: App, hostId: HostId): Promise<void> =>
  await app.ports.store.write(async ({ fleet }) => {
    const host = await fleet.host(hostId);
    if (host === null) return;
    const { refreshAsked } = host.value;
    if (refreshAsked === undefined || refreshAsked.told) return;
    await fleet.saveHost({
      revision: host.revision,
      value: { ...host.value, refreshAsked: { ...refreshAsked, told: true } },
    });
  });

/** A host looks and then sends what it saw, one after the other, so that the next inventory after it was told is the one. */
export const showsRefresh = ({ refreshAsked }: HostRecord, { repositories }: Inventory, now: Instant): boolean => {
  if (refreshAsked === undefined || now >= addSeconds(refreshAsked.at, TRIED_SECONDS)) return true;
  return refreshAsked.told && repositories.every(({ refresh }) => refresh !== 'failed');
};
