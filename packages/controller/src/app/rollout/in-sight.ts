// The hosts that a look at a rollout is about, whatever the size of the fleet (docs/adr/0071).

import type { HostId } from '@slipway/core/ids';
import type { HostRecord, StoreView } from '../../ports/index.ts';
import { everyHost, type Listening, silentSince } from '../fleet/index.ts';

/**
 * By host id, without those that were retired: `named`, those with a lease or taken by hand, and whoever may be away by
 * another cause. Where any host tells of guests it is the whole fleet: each may be one of them, and go with its carrier.
 */
export const hostsInSight = async (
  view: StoreView,
  listening: Listening,
  named: Iterable<HostId> = [],
): Promise<readonly HostRecord[]> => {
  const { fleet, rollouts } = view;
  if ((await fleet.carriers()).length > 0) return await everyHost(view);
  const found = new Map((await fleet.perhapsAway(silentSince(listening))).map((host) => [host.hostId, host]));
  const leased = (await rollouts.leases()).flatMap(({ hostId, guests }) => [
    hostId,
    ...(guests?.hosts ?? []).map((guest) => guest.hostId),
  ]);
  for (const hostId of [...named, ...leased, ...(await rollouts.takenByHand())]) {
    if (found.has(hostId)) continue;
    const host = (await fleet.host(hostId))?.value;
    if (host !== undefined && host.retiredAt === null) found.set(hostId, host);
  }
  return [...found.values()].toSorted((a, b) => (a.hostId < b.hostId ? -1 : 1));
};
