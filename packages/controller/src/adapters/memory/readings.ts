import type { StoreReadings, WantedReading } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { Transaction } from './transaction.ts';

export const readingsOn = (transaction: Transaction): StoreReadings => ({
  async putReading(wanted) {
    const { hosts, readings } = transaction.changing;
    if (hosts.get(wanted.hostId) === undefined) throw new Error(`there is no host ${wanted.hostId}`);
    readings.set(keyOf(wanted), copyOf(wanted));
  },
  async reading(hostId, readingId) {
    return transaction.reading.readings.get(keyOf({ hostId, readingId })) ?? null;
  },
  async readingsOn(hostId) {
    return transaction.reading.readings.beginningWith(`${hostId}\0`);
  },
  async readingsAs(readingId) {
    return transaction.reading.readings.byKey().filter((wanted) => wanted.readingId === readingId);
  },
  async forgetReadings(wantedUntilBefore) {
    const { readings } = transaction.changing;
    const over = readings.byKey().filter(({ wantedUntil }) => wantedUntil < wantedUntilBefore);
    for (const wanted of over) readings.delete(keyOf(wanted));
    return over.length;
  },
});

/** No host id holds a zero character: a host's readings are those whose keys begin with its own. */
const keyOf = ({ hostId, readingId }: Pick<WantedReading, 'hostId' | 'readingId'>): string => `${hostId}\0${readingId}`;
