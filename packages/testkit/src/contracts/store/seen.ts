import type { SeenHost, Store } from '@slipway/controller/ports';
import { addSeconds } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';
import { aHostRecord, hostIdOf } from '../../store-rows/index.ts';

export const seenContract = (open: () => Store): void => {
  describe('hosts that were heard again', () => {
    const heard = (hostId: string, given: Partial<SeenHost> = {}): SeenHost => ({
      hostId: hostIdOf(hostId),
      revision: 1,
      seenAt: addSeconds(THE_MORNING, 60),
      clockSkewSeconds: -3,
      ...given,
    });

    it('become one revision newer, and nothing of them but the contact changes', async () => {
      const store = open();
      const labels = { owner: 'o\'hara "x" \\ ä\u2028', environment: 'prod' };
      const host = aHostRecord({ hostId: 'a', labels, hostname: 'é/a' });
      const other = aHostRecord({ hostId: 'b' });
      await store.write(async ({ fleet }) => {
        await fleet.addHost(host);
        await fleet.addHost(other);
      });
      await store.write(({ fleet }) => fleet.noteSeen([heard('a'), heard('nobody')]));
      const contact = { ...host.contact, seenAt: addSeconds(THE_MORNING, 60), clockSkewSeconds: -3 };
      const read = async (hostId: string) => await store.read(({ fleet }) => fleet.host(hostIdOf(hostId)));
      expect(await read('a')).toEqual({ revision: 2, value: { ...host, contact } });
      expect(await read('b')).toEqual({ revision: 1, value: other });
      // What was stored is a document like any other: it can be saved again as it was read.
      const found = await read('a');
      expect(await store.write(async ({ fleet }) => found !== null && (await fleet.saveHost(found)))).toBe(true);
    });

    it('are passed over where their record became another, or is that of a host that was never heard or has gone', async () => {
      const store = open();
      const hosts = [
        aHostRecord({ hostId: 'changed' }),
        aHostRecord({ hostId: 'unheard', contact: null }),
        aHostRecord({ hostId: 'retired', retiredAt: THE_MORNING }),
      ];
      await store.write(async ({ fleet }) => {
        for (const host of hosts) await fleet.addHost(host);
      });
      await store.write(({ fleet }) =>
        fleet.noteSeen([heard('changed', { revision: 2 }), heard('unheard'), heard('retired')]),
      );
      for (const value of hosts) {
        expect(await store.read(({ fleet }) => fleet.host(value.hostId))).toEqual({ revision: 1, value });
      }
    });
  });
};
