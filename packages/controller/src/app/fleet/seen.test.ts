// Which check-ins are written at once, and what becomes of those that only say "still here".

import type { HostRecord, Store } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { asHostId, type HostId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import { addMs, addSeconds } from '@slipway/core/time';
import type { CheckIn } from '@slipway/protocol/agent';
import { aCheckIn, digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { App } from '../context.ts';
import { checkIn, lookAtSeen, retireHost, writeSeen } from './index.ts';
import { noteSeen } from './seen.ts';

const [ONE, TWO] = [asHostId('host-1'), asHostId('host-2')];
const SAID = { mode: 'adopted', adoptionOrder: 1 } as const;
const A_MINUTE = 60_000;

/** Two hosts that have checked in once; `commits` since then, and the hints. */
const controller = async () => {
  const memory = openMemoryStore();
  const now = { at: THE_MORNING };
  const seen = { commits: 0, hints: [] as string[], failing: false };
  const store: Store = {
    ...memory,
    write: async (work) => {
      seen.commits += 1;
      if (seen.failing) throw new Error('the disk is gone');
      return await memory.write(work);
    },
  };
  const ports = {
    store,
    clock: { now: () => now.at },
    nudge: { notify: (subject: string) => seen.hints.push(subject) },
    signing: { trustRoots: async () => ({ envelopes: [] }) },
  };
  const app = { ports, options: { idleCheckInSeconds: 60 } } as unknown as App;
  const hear = async (hostId: HostId, given: Partial<CheckIn> = {}) => {
    const reply = await checkIn(app, hostId, aCheckIn({ sentAt: now.at, ...SAID, ...given }));
    if (!reply.ok) throw new Error(reply.reason.code);
  };
  const host = async (hostId: HostId): Promise<HostRecord> => {
    const found = await store.read(async ({ fleet }) => await fleet.host(hostId));
    if (found === null) throw new Error(`no ${hostId}`);
    return found.value;
  };
  for (const hostId of [ONE, TWO]) {
    await store.write(async ({ fleet }) => await fleet.addHost(aHostRecord({ hostId, contact: null })));
    await hear(hostId);
  }
  seen.commits = 0;
  seen.hints = [];
  const forward = (ms: number) => {
    now.at = addMs(now.at, ms);
  };
  return { app, forward, hear, host, now, seen, store };
};

describe('a check-in that says nothing new', () => {
  it('is written with those of others, once about a second has passed', async () => {
    const { app, forward, hear, host, now, seen } = await controller();
    forward(A_MINUTE);
    const heardAt = now.at;
    await hear(ONE, { sentAt: addSeconds(now.at, 3) });
    forward(400);
    await hear(TWO);
    expect(seen).toMatchObject({ commits: 0, hints: ['seen'] });
    expect((await host(ONE)).contact?.seenAt).toBe(THE_MORNING);
    expect(await lookAtSeen(app)).toBe(600);
    forward(600);
    await lookAtSeen(app);
    expect(seen).toMatchObject({ commits: 1, hints: ['seen'] });
    // When it was heard, not when it was written: a host is never made to look fresher than it is.
    expect((await host(ONE)).contact).toMatchObject({ seenAt: heardAt, clockSkewSeconds: 3 });
    expect((await host(TWO)).contact?.seenAt).toBe(addMs(heardAt, 400));
    forward(1000);
    await lookAtSeen(app);
    expect(seen.commits).toBe(1);
  });

  it('is not even noted within ten seconds of the last', async () => {
    const { app, forward, hear, seen } = await controller();
    forward(9999);
    await hear(ONE);
    await writeSeen(app);
    expect(seen).toMatchObject({ commits: 0, hints: [] });
  });

  it('has rollouts looked at where the host had been silent, and no other time: a fleet is heard every moment', async () => {
    const { app, forward, hear, seen } = await controller();
    forward(A_MINUTE);
    await hear(ONE);
    await writeSeen(app);
    expect(seen.hints).toEqual(['seen']);
    forward(3 * A_MINUTE);
    await hear(ONE);
    await hear(TWO);
    await writeSeen(app);
    expect(seen.hints).toEqual(['seen', 'seen', 'rollout']);
    forward(A_MINUTE);
    await hear(ONE);
    await writeSeen(app);
    expect(seen.hints).toEqual(['seen', 'seen', 'rollout', 'seen']);
  });

  it('is kept until it could be written', async () => {
    const { app, forward, hear, host, now, seen } = await controller();
    forward(A_MINUTE);
    await hear(ONE);
    seen.failing = true;
    await expect(writeSeen(app)).rejects.toThrow('the disk is gone');
    seen.failing = false;
    await writeSeen(app);
    expect((await host(ONE)).contact?.seenAt).toBe(now.at);
  });

  it('waits in bounded number: the last one that there is room for writes all', async () => {
    const { app, forward, host, hear, now, seen } = await controller();
    forward(A_MINUTE);
    await hear(ONE);
    for (let at = 0; at < 9998; at += 1) {
      const host = { hostId: asHostId(`unknown-${at}`), revision: 1, seenAt: now.at, clockSkewSeconds: 0 };
      await noteSeen(app, { host, wasSilent: false });
    }
    expect(seen.commits).toBe(0);
    await hear(TWO);
    expect(seen.commits).toBe(40);
    expect((await host(TWO)).contact?.seenAt).toBe(now.at);
    expect(await lookAtSeen(app)).toBe(5000);
  });
});

describe('what decisions rest on is written before the answer', () => {
  const REFUSAL = { hostPlanDigest: digestOfText('host plan'), reason: reason('host-stopped') };
  it.each<[string, Partial<CheckIn>]>([
    ['ready for a plan', { readyFor: digestOfText('host plan') }],
    ['a refusal', { refusal: REFUSAL } as Partial<CheckIn>],
    ['stopped on the host', { stopped: true }],
    ['another mode', { mode: 'observed' }],
    ['another adoption order', { adoptionOrder: 2 }],
    ['lines of the ledger', { ledger: { sequence: 1, digest: digestOfText('line'), generation: 0 } }],
    ['another boot', { bootId: '2f6a6f0e-6f0f-4ab2-9a3f-6f3a6c1d0002' }],
    ['another agent', { agentVersion: '0.2.0' }],
    ['other abilities', { capabilities: ['apt/2'] }],
    ['a broken ledger', { ledgerBroken: reason('ledger-broken', { sequence: 3, detail: 'torn' }) } as Partial<CheckIn>],
    ['a clock by which it takes no grants', { sentAt: addSeconds(THE_MORNING, 121) }],
  ])('%s', async (_, given) => {
    const { app, hear, host, now, seen } = await controller();
    now.at = addMs(now.at, 500);
    await hear(ONE, given);
    expect(seen).toMatchObject({ commits: 1, hints: ['rollout'] });
    expect((await host(ONE)).contact?.seenAt).toBe(now.at);
    await writeSeen(app);
    expect(seen.commits).toBe(1);
  });
});

describe('between hearing and writing', () => {
  it('what people changed stays, and the next check-in is noted', async () => {
    const { app, forward, hear, host, now, store } = await controller();
    forward(A_MINUTE);
    await hear(ONE);
    await store.write(async ({ fleet }) => {
      const found = await fleet.host(ONE);
      if (found !== null) await fleet.saveHost({ ...found, value: { ...found.value, labels: { owner: 'ada' } } });
    });
    await writeSeen(app);
    expect(await host(ONE)).toMatchObject({ labels: { owner: 'ada' }, contact: { seenAt: THE_MORNING } });
    forward(A_MINUTE);
    await hear(ONE);
    await writeSeen(app);
    expect(await host(ONE)).toMatchObject({ labels: { owner: 'ada' }, contact: { seenAt: now.at } });
  });

  it('what the host said since is not overwritten, and not confirmed by what it said before', async () => {
    const { app, forward, hear, host, now } = await controller();
    forward(A_MINUTE);
    await hear(ONE);
    forward(300);
    await hear(ONE, { stopped: true });
    const { contact } = await host(ONE);
    await writeSeen(app);
    expect((await host(ONE)).contact).toEqual(contact);
    expect(contact).toMatchObject({ stopped: true, seenAt: now.at });
  });

  it('a host that was retired stays as it was', async () => {
    const { app, forward, hear, host } = await controller();
    forward(A_MINUTE);
    await hear(ONE);
    await retireHost(app, { person: 'ada', roles: [], teams: [] }, ONE);
    const retired = await host(ONE);
    expect(retired.retiredAt).not.toBeNull();
    await writeSeen(app);
    expect(await host(ONE)).toEqual(retired);
  });
});
