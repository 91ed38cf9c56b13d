// The end of a lease. Whoever was shut down with its host serves again once it was heard after this: that a guest runs, which its
// carrier has seen, says little of what it does (docs/adr/0054).

import type { AttemptId, HostId } from '@slipway/core/ids';
import type { Instant } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';

export const giveBackLease = async (
  change: StoreView,
  { hostId, attemptId, now }: { readonly hostId: HostId; readonly attemptId: AttemptId; readonly now: Instant },
): Promise<void> => {
  const leases = await change.rollouts.leases();
  const guests = leases.find((lease) => lease.hostId === hostId && lease.attemptId === attemptId)?.guests;
  await change.rollouts.freeLease(hostId, attemptId);
  if (guests?.meanwhile !== 'down') return;
  for (const guest of guests.hosts) {
    const host = await change.fleet.host(guest.hostId);
    if (host === null || host.value.retiredAt !== null) continue;
    const value = { ...host.value, carrierBack: { carrier: guests.carrier, at: now } };
    await change.fleet.saveHost({ revision: host.revision, value });
  }
};
