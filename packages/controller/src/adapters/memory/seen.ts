import type { StoreFleet } from '../../ports/index.ts';
import type { Transaction } from './transaction.ts';
import { saveVersioned } from './versioned.ts';

export const seenOn = (transaction: Transaction): Pick<StoreFleet, 'noteSeen'> => ({
  async noteSeen(heard) {
    const { hosts } = transaction.changing;
    for (const { hostId, revision, seenAt, clockSkewSeconds } of heard) {
      const value = hosts.get(hostId)?.value;
      if (value === undefined || value.contact === null || value.retiredAt !== null) continue;
      saveVersioned(hosts, hostId, {
        revision,
        value: { ...value, contact: { ...value.contact, seenAt, clockSkewSeconds } },
      });
    }
  },
});
