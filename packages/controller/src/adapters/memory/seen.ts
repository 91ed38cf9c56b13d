import type { StoreFleet } from '../../ports/index.ts';
import type { Transaction } from './transaction.ts';

export const seenOn = (transaction: Transaction): Pick<StoreFleet, 'noteSeen'> => ({
  async noteSeen(heard) {
    const { hosts } = transaction.changing;
    for (const { hostId, revision, seenAt, clockSkewSeconds } of heard) {
      const stored = hosts.get(hostId);
      if (stored?.revision !== revision || stored.value.contact === null || stored.value.retiredAt !== null) continue;
      // Every host, every minute: what stands in the row is frozen already and is not copied again.
      const contact = Object.freeze({ ...stored.value.contact, seenAt, clockSkewSeconds });
      hosts.set(hostId, { revision: revision + 1, value: Object.freeze({ ...stored.value, contact }) });
    }
  },
});
