// What people may do to a host, and what that may not be used for.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { asHostId } from '@slipway/core/ids';
import { starterPolicy } from '@slipway/core/policy';
import { addSeconds } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aLease, aRollout } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { HostRecord, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { retireHost, setLabels, setMode } from './index.ts';

const HOST = asHostId('host-1');
const NOW = addSeconds(THE_MORNING, 60);
const OPERATOR = { person: 'olga', roles: ['operator'], teams: [] } as const;
const ADMINISTRATOR = { person: 'ada', roles: ['administrator'], teams: [] } as const;

const appWith = async (
  host: Partial<HostRecord>,
  also: (change: StoreView) => Promise<void> = async () => undefined,
) => {
  const store = openMemoryStore();
  await store.write(async (change) => {
    await change.plans.savePolicy({ revision: 0, value: starterPolicy() }, 'ada', THE_MORNING);
    await change.fleet.addHost(aHostRecord({ hostId: HOST, ...host }));
    await also(change);
  });
  const app = { ports: { store, clock: { now: () => NOW }, nudge: { notify: () => undefined } } } as unknown as App;
  const leases = async () => (await store.read(async ({ rollouts }) => await rollouts.leases())).length;
  return { app, store, leases };
};

describe('labels', () => {
  const labels = { environment: 'prod', role: 'app' };

  it('are an operator to set', async () => {
    const { app } = await appWith({ labels });
    expect(await setLabels(app, OPERATOR, HOST, { ...labels, role: 'db' })).toMatchObject({ ok: true });
  });

  it.each([['dev'], [''], ['of no policy']])(
    'do not let an operator take a host out of its environment, and so from under its approval rule: %j',
    async (environment) => {
      const { app } = await appWith({ labels });
      const wished = environment === '' ? { role: 'app' } : { ...labels, environment };
      const refused = { ok: false, reason: { code: 'role-missing', facts: { role: 'administrator' } } };
      expect(await setLabels(app, OPERATOR, HOST, wished)).toEqual(refused);
      expect(await setLabels(app, ADMINISTRATOR, HOST, wished)).toMatchObject({ ok: true });
    },
  );

  it('do not let an operator move a host under another policy of its environment, which has an approval rule of its own', async () => {
    const starter = starterPolicy();
    const parts = [{ name: 'databases', hosts: 'role = db' }];
    const environments = starter.environments.map((one) => ({ ...one, policies: parts }));
    const { app } = await appWith({ labels }, async ({ plans }) => {
      await plans.savePolicy({ revision: 1, value: { ...starter, environments } }, 'ada', THE_MORNING);
    });
    const wished = { ...labels, role: 'db' };
    expect(await setLabels(app, OPERATOR, HOST, wished)).toMatchObject({ ok: false, reason: { code: 'role-missing' } });
    expect(await setLabels(app, OPERATOR, HOST, { ...labels, role: 'web' })).toMatchObject({ ok: true });
    expect(await setLabels(app, ADMINISTRATOR, HOST, wished)).toMatchObject({ ok: true });
  });

  it('let an operator put a host into an environment that was in none', async () => {
    const { app } = await appWith({ labels: { role: 'app' } });
    expect(await setLabels(app, OPERATOR, HOST, labels)).toMatchObject({ ok: true });
  });

  it('do not move while the host is in a rollout that was planned with them', async () => {
    const { app } = await appWith({ labels }, async ({ rollouts }) => {
      await rollouts.addRollout(aRollout({ rolloutId: 'rollout-1' }));
    });
    expect(await setLabels(app, ADMINISTRATOR, HOST, { ...labels, role: 'db' })).toMatchObject({
      ok: false,
      reason: { code: 'host-busy' },
    });
  });
});

describe('the mode', () => {
  const orderOf = async (host: Partial<HostRecord>, mode: HostRecord['wantedMode']): Promise<number> => {
    const { app } = await appWith(host);
    const set = await setMode(app, OPERATOR, HOST, mode);
    return set.ok ? set.value.adoptionOrder : -1;
  };

  it('asked for twice is one order', async () => {
    expect(await orderOf({ wantedMode: 'adopted', adoptionOrder: 4, reportedAdoptionOrder: 4 }, 'adopted')).toBe(4);
    expect(await orderOf({ wantedMode: 'adopted', adoptionOrder: 4, reportedAdoptionOrder: 4 }, 'observed')).toBe(5);
  });

  it('rises above what the host has obeyed: a controller that was restored has forgotten its newest orders', async () => {
    const restored = { wantedMode: 'observed', adoptionOrder: 2, reportedAdoptionOrder: 7 } as const;
    expect(await orderOf(restored, 'adopted')).toBe(8);
    expect(await orderOf(restored, 'observed')).toBe(8);
  });
});

describe('retiring', () => {
  const away = (phase: 'away' | 'lost') => async (change: StoreView) => {
    const [host] = aRollout({ rolloutId: 'rollout-1' }).hosts;
    if (host === undefined) throw new Error('a rollout has hosts');
    await change.rollouts.addRollout(aRollout({ rolloutId: 'rollout-1', hosts: [{ ...host, phase }] }));
    await change.rollouts.putLease(aLease(HOST, 'attempt-1'));
  };

  it('a lost host gives its place in its clusters back, which nobody could free afterwards', async () => {
    const { app, leases } = await appWith({}, away('lost'));
    expect(await retireHost(app, OPERATOR, HOST)).toMatchObject({ ok: true, value: { retiredAt: NOW } });
    expect(await leases()).toBe(0);
  });

  it('a host at work is refused: its certificate would end in the middle of its attempt', async () => {
    const { app, leases } = await appWith({}, away('away'));
    expect(await retireHost(app, OPERATOR, HOST)).toMatchObject({ ok: false, reason: { code: 'host-busy' } });
    expect(await leases()).toBe(1);
  });
});
