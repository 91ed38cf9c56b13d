import { openMemoryStore } from '@slipway/controller/store/memory';
import { asAttemptId, type HostId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import { digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aLease, aStoredInventory, hostIdOf } from '@slipway/testkit/store-rows';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostRecord } from '../../ports/index.ts';
import { everyHost } from '../fleet/index.ts';
import { awayHosts, hostsInSight } from './index.ts';

const NOW = addSeconds(THE_MORNING, 3600);
const LISTENING = { now: NOW, idleCheckInSeconds: 300 };

const ISOLATION: NonNullable<HostRecord['isolation']> = {
  ...({ missed: null, wish: 'isolated', reason: reason('isolates-first', { ends: NOW }) } as const),
  ...{ since: THE_MORNING, until: NOW, order: 1, orderedAt: THE_MORNING },
  ...{ expiresAt: null, isolatedAt: null, endedAt: null },
};

/** Of a host: when it was heard, or never; and what its record may say, each of it. */
const aLife = fc.record({
  heardAgo: fc.option(fc.constantFrom(0, 1, 599, 600, 601, 86_400)),
  isolated: fc.boolean(),
  ordered: fc.boolean(),
  carrierBackAgo: fc.option(fc.constantFrom(0, 600, 4000)),
  untold: fc.boolean(),
  leased: fc.boolean(),
  retired: fc.boolean(),
});
type Life = typeof aLife extends fc.Arbitrary<infer T> ? T : never;

const recordOf = (life: Life, hostId: HostId): HostRecord => {
  const { contact: usual, ...record } = aHostRecord({ hostId });
  const contact =
    life.heardAgo === null || usual === null
      ? null
      : {
          ...usual,
          seenAt: addSeconds(NOW, -life.heardAgo),
          ...(life.isolated ? { isolation: { order: 0, state: 'isolated', reason: null } as const } : {}),
        };
  return {
    ...record,
    contact,
    retiredAt: life.retired ? THE_MORNING : null,
    ...(life.ordered ? { isolation: ISOLATION } : {}),
    ...(life.untold ? { guestsUnknown: 'machined does not answer' } : {}),
    ...(life.carrierBackAgo === null
      ? {}
      : { carrierBack: { carrier: 'kvm', at: addSeconds(NOW, -life.carrierBackAgo) } }),
  };
};

const fleetOf = async (lives: readonly Life[]) => {
  const store = openMemoryStore();
  const records = lives.map((life, at) => recordOf(life, hostIdOf(`host-${at}`)));
  await store.write(async ({ fleet, rollouts }) => {
    for (const [at, record] of records.entries()) {
      await fleet.addHost(record);
      if (lives[at]?.leased === true)
        await rollouts.putLease(aLease(record.hostId, asAttemptId(`rollout-1-${record.hostId}-1`)));
    }
  });
  return store;
};

describe('the hosts in sight of a look', () => {
  it('are all that are away, for each of the causes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aLife, { maxLength: 12 }), async (lives) => {
        const store = await fleetOf(lives);
        await store.read(async (view) => {
          const seen = await awayHosts(view, await hostsInSight(view, LISTENING), LISTENING);
          expect(seen).toEqual(await awayHosts(view, await everyHost(view), LISTENING));
        });
      }),
    );
  });

  it('are those that are named beside them, and nobody who is well', async () => {
    const well: Life = {
      ...{ heardAgo: 1, carrierBackAgo: null },
      ...{ isolated: false, ordered: false, untold: false, leased: false, retired: false },
    };
    const store = await fleetOf([well, well, { ...well, heardAgo: 601 }, { ...well, retired: true }]);
    const seen = async (...named: readonly string[]) =>
      (await store.read((view) => hostsInSight(view, LISTENING, named.map(hostIdOf)))).map(({ hostId }) => hostId);
    expect(await seen()).toEqual(['host-2']);
    expect(await seen('host-1', 'host-2', 'host-3', 'nobody')).toEqual(['host-1', 'host-2']);
  });

  it('are the whole fleet where any host tells of guests', async () => {
    const store = await fleetOf([]);
    const guest = { kind: 'libvirt', name: 'db', state: 'running', machineIdDigest: digestOfText('db') } as const;
    await store.write(async ({ fleet }) => {
      for (const name of ['kvm', 'web1']) {
        const host = aHostRecord({ hostId: name });
        await fleet.addHost(host.contact === null ? host : { ...host, contact: { ...host.contact, seenAt: NOW } });
      }
      const { inventory, ...rest } = aStoredInventory({ packages: [] });
      const guests = { kind: 'known', asOf: THE_MORNING, guests: [guest] } as const;
      await fleet.putInventory(hostIdOf('kvm'), { ...rest, inventory: { ...inventory, guests } });
    });
    const seen = await store.read((view) => hostsInSight(view, LISTENING));
    expect(seen.map(({ hostId }) => hostId)).toEqual(['kvm', 'web1']);
  });
});
