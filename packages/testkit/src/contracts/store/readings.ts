import type { Store, WantedReading } from '@slipway/controller/ports';
import { addSeconds } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';
import { aHostRecord, aWantedReading, hostIdOf } from '../../store-rows/index.ts';

export const readingContract = (open: () => Store): void => {
  describe('readings', () => {
    const file = { kind: 'file-age', path: '/var/backups/db' } as const;
    const put = (...readings: readonly WantedReading[]) =>
      open().write(async (change) => {
        for (const hostId of ['a', 'b']) {
          if ((await change.fleet.host(hostIdOf(hostId))) === null) await change.fleet.addHost(aHostRecord({ hostId }));
        }
        for (const wanted of readings) await change.readings.putReading(wanted);
      });

    it('are kept per host and subject, and replaced by the next', async () => {
      const [one, other] = [
        aWantedReading({ hostId: 'a' }),
        aWantedReading({ hostId: 'a', subject: file, taken: null }),
      ];
      const elsewhere = aWantedReading({ hostId: 'b' });
      await put(elsewhere, other, one);
      const byId = [one, other].sort((x, y) => (x.readingId < y.readingId ? -1 : 1));
      await open().read(async ({ readings }) => {
        expect(await readings.reading(one.hostId, one.readingId)).toEqual(one);
        expect(await readings.reading(elsewhere.hostId, other.readingId)).toBeNull();
        expect(await readings.readingsOn(one.hostId)).toEqual(byId);
        expect(await readings.readingsAs(one.readingId)).toEqual([one, elsewhere]);
      });
      const later = { ...one, wantedUntil: addSeconds(THE_MORNING, 60), taken: null };
      await put(later);
      expect(await open().read(({ readings }) => readings.reading(one.hostId, one.readingId))).toEqual(later);
    });

    it('are forgotten once nobody has wanted them since then', async () => {
      const [old, standing] = [
        aWantedReading({ hostId: 'a' }),
        aWantedReading({ hostId: 'b', wantedUntil: addSeconds(THE_MORNING, 1) }),
      ];
      await put(old, standing);
      const forget = (seconds: number) =>
        open().write(({ readings }) => readings.forgetReadings(addSeconds(THE_MORNING, seconds)));
      expect(await forget(0)).toBe(0);
      expect(await forget(1)).toBe(1);
      expect(await open().read(({ readings }) => readings.readingsAs(old.readingId))).toEqual([standing]);
    });

    it('of a host that is not there are a bug', async () => {
      await expect(
        open().write(({ readings }) => readings.putReading(aWantedReading({ hostId: 'nobody' }))),
      ).rejects.toThrow('there is no host nobody');
    });
  });
};
