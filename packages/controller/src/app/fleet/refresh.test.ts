// A wish to look anew ends with what the host saw after it was told, and not with what it had seen before.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { asHostId } from '@slipway/core/ids';
import { inventoryDigest, type Repository } from '@slipway/core/inventory';
import { addSeconds } from '@slipway/core/time';
import { aCheckIn, anInventory, aRepository, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { App } from '../context.ts';
import { askRefresh, checkIn, receiveInventory } from './index.ts';

const HOST = asHostId('host-1');
const ADA = { person: 'ada', roles: ['operator'] } as never;

const askedController = async () => {
  const store = openMemoryStore();
  const now = { at: THE_MORNING };
  await store.write(async ({ fleet }) => await fleet.addHost(aHostRecord({ hostId: HOST, contact: null })));
  const ports = {
    store,
    sha256,
    clock: { now: () => now.at },
    nudge: { notify: () => undefined },
    signing: { trustRoots: async () => ({ envelopes: [] }) },
  };
  const app = { ports, options: { idleCheckInSeconds: 60 } } as unknown as App;
  const ask = async () => expect(await askRefresh(app, ADA, HOST)).toMatchObject({ ok: true });
  /** Whether the host is told to look. */
  const hear = async (): Promise<boolean> => {
    const reply = await checkIn(app, HOST, aCheckIn({ adoptionOrder: 9, sentAt: now.at }));
    if (!reply.ok) throw new Error(reply.reason.code);
    return reply.value.wants.refresh;
  };
  const receive = async (refresh: Repository['refresh'] = 'fresh') => {
    const inventory = anInventory({ repositories: [aRepository(), aRepository({ label: 'Made', refresh })] });
    const digest = inventoryDigest(inventory, sha256);
    const received = await receiveInventory(app, HOST, { protocol: 1, form: 'full', digest, inventory });
    expect(received).toEqual({ ok: true, value: { stored: 'yes' } });
  };
  const forward = (seconds: number) => {
    now.at = addSeconds(now.at, seconds);
  };
  await ask();
  return { ask, forward, hear, receive };
};

describe('a wish that a host look anew', () => {
  it('ends with the inventory that follows the check-in that told it', async () => {
    const { hear, receive } = await askedController();
    expect(await hear()).toBe(true);
    await receive();
    expect(await hear()).toBe(false);
  });

  it('outlives an inventory that was on its way when it was said', async () => {
    const { hear, receive } = await askedController();
    await receive();
    expect(await hear()).toBe(true);
    await receive();
    expect(await hear()).toBe(false);
  });

  it('said again is told again, whatever comes of the first', async () => {
    const { ask, hear, receive } = await askedController();
    expect(await hear()).toBe(true);
    await ask();
    await receive();
    expect(await hear()).toBe(true);
    await receive();
    expect(await hear()).toBe(false);
  });

  it('goes on while a repository cannot be read, for ten minutes', async () => {
    const { forward, hear, receive } = await askedController();
    for (const seconds of [60, 539]) {
      expect(await hear()).toBe(true);
      await receive('failed');
      forward(seconds);
    }
    expect(await hear()).toBe(true);
    forward(1);
    await receive('failed');
    expect(await hear()).toBe(false);
  });

  it('goes on for a host whose answer was lost, and has no end without any', async () => {
    const { forward, hear, receive } = await askedController();
    expect(await hear()).toBe(true);
    forward(3600);
    expect(await hear()).toBe(true);
    await receive();
    expect(await hear()).toBe(false);
  });
});
