import { openMemoryStore } from '@slipway/controller/store/memory';
import type { GuestRules } from '@slipway/core/guest';
import { asAttemptId, asHostId } from '@slipway/core/ids';
import { digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aLease, aStoredInventory } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { HOST, later, openWith, plan } from '../../../test/rollout/open-rollout.ts';
import type { StoreView } from '../../ports/index.ts';
import { carriedNow, carriedThenOrNow } from './carried.ts';
import { lookAtRollouts } from './index.ts';

// A carrier whose plan knew a guest, of which nothing is told now.

const DB1 = asHostId('db1');
const STOP: GuestRules = { choice: 'stop', guestSeconds: 60 };
const MOVE: GuestRules = { choice: 'move', hook: 'migrate', parameters: {}, timeoutSeconds: 60 };

const carrier = async (guests: GuestRules, options: { readonly unknown?: string; readonly isBusy?: boolean } = {}) => {
  const report = { ...plan.report, carried: [{ carrier: HOST, guests: [DB1] }] };
  const opened = await openWith({ planned: { ...plan, report }, guests, at: later(60), host: {}, contact: {} });
  await opened.store.write(async ({ fleet, rollouts }) => {
    await fleet.addHost(aHostRecord({ hostId: 'db1' }));
    const host = await fleet.host(HOST);
    if (host === null) throw new Error('the carrier is there');
    const { unknown, isBusy } = options;
    if (unknown !== undefined) await fleet.saveHost({ ...host, value: { ...host.value, guestsUnknown: unknown } });
    if (isBusy === true) await rollouts.putLease(aLease(DB1, asAttemptId('rollout-2-db1-1')));
  });
  await lookAtRollouts(opened.app);
  const leases = await opened.store.read(async ({ rollouts }) => await rollouts.leases());
  const its = leases.find(({ hostId }) => hostId === HOST)?.guests;
  return { phase: await opened.phase(), waiting: await opened.waiting(), lease: its };
};

describe('a start is judged on the guests that the plan knew', () => {
  it.each([STOP, MOVE])('which wait while their carrier is at it: $choice', async (guests) => {
    const { phase, lease } = await carrier(guests);
    expect(phase).toBe('granted');
    expect(lease).toMatchObject({ meanwhile: guests === STOP ? 'down' : 'up', hosts: [{ hostId: DB1 }] });
  });

  it('and for which it waits while they are at work', async () => {
    expect(await carrier(STOP, { isBusy: true })).toMatchObject({ phase: 'waiting', waiting: 'guest-under-way' });
  });

  it('and none is shut down while nobody can tell who they are', async () => {
    const unknown = 'machined does not answer';
    expect(await carrier(STOP, { unknown })).toMatchObject({ phase: 'waiting', waiting: 'guests-unknown' });
    expect(await carrier(MOVE, { unknown })).toMatchObject({ phase: 'granted', lease: { hosts: [{ hostId: DB1 }] } });
  });
});

describe('what a look costs, at which the whole fleet is read', () => {
  const planned = { report: { ...plan.report, carried: [{ carrier: HOST, guests: [DB1] }] } };
  const guest = {
    kind: 'libvirt',
    name: 'db',
    state: 'running',
    machineIdDigest: digestOfText('machine db2'),
  } as const;

  /** Two hosts, and a carrier that tells of the second. */
  const fleet = async () => {
    const store = openMemoryStore();
    const hosts = ['db1', 'db2', HOST].map((hostId) => aHostRecord({ hostId }));
    await store.write(async (change) => {
      for (const host of hosts) await change.fleet.addHost(host);
      const { inventory, ...rest } = aStoredInventory({ packages: [] });
      const guests = { kind: 'known', asOf: THE_MORNING, guests: [guest] } as const;
      await change.fleet.putInventory(HOST, { ...rest, inventory: { ...inventory, guests } });
    });
    return { store, hosts };
  };

  it('is nothing for each host where nobody carries anybody', async () => {
    const untouched = new Proxy(aHostRecord({ hostId: 'db1' }), {
      get: (_host, name) => {
        throw new Error(`${String(name)} of a host was read`);
      },
    });
    const carried = await openMemoryStore().read(async (view) => await carriedNow(view, [untouched]));
    expect(carried.size).toBe(0);
  });

  it('is one look at policy for those of the plan and those of now', async () => {
    const { store, hosts } = await fleet();
    let asked = 0;
    const carried = await store.read(async (view) => {
      const policy: StoreView['plans']['policy'] = async () => {
        asked += 1;
        return await view.plans.policy();
      };
      return await carriedThenOrNow({ ...view, plans: { ...view.plans, policy } }, hosts, planned);
    });
    expect(carried.get(HOST)?.map(({ hostId }) => hostId)).toEqual(['db1', 'db2']);
    expect(asked).toBe(1);
  });
});
