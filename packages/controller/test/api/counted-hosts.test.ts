// The list behind each number of the fleet: what one endpoint counts, the other names.

import { reason } from '@slipway/core/reasons';
import { addSeconds, asInstant } from '@slipway/core/time';
import { endpoints } from '@slipway/protocol/api';
import { anEnvironment, aPolicy, CAPABILITIES } from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostRecord } from '../../src/ports/index.ts';
import { enrolAgent, type TestAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { inventoryWithUpdates, replacePolicy } from './support/on-the-way.ts';

const BEHIND = [{ name: 'openssl', from: '3.0.15-1~deb12u1', to: '3.0.17-1~deb12u2' }];
const EXCEPTION = {
  name: 'openssl-later',
  hosts: 'leaves = out',
  leavesOut: { package: 'openssl' },
  owner: 'ada',
  why: 'the appliance cannot speak to the new one',
  compensatingControl: 'reachable from the bastion alone',
  approvedBy: 'anton',
  expiresAt: asInstant('2099-01-01T00:00:00.000Z'),
} as const;
const SILENT_SECONDS = 16 * 60;

describe.each<StoreKind>(['memory', 'sqlite'])('counted hosts over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  beforeAll(async () => {
    controller = await startController({ store });
    api = clientOf(controller);
    const exceptions = [EXCEPTION];
    await replacePolicy(api, aPolicy({ environments: [anEnvironment({ name: 'prod' })], exceptions }));
    const enrolled = async (
      hostname: string,
      updates: typeof BEHIND | null,
      labels: Readonly<Record<string, string>> = { environment: 'prod' },
    ) => {
      const agent = await enrolAgent(controller, { hostname, labels });
      await agent.checkIn({ capabilities: CAPABILITIES });
      if (updates !== null) {
        expect((await agent.sendInventory(inventoryWithUpdates(hostname, updates))).status).toBe(200);
      }
      return agent;
    };
    const change = async ({ hostId }: TestAgent, changed: (host: HostRecord) => Partial<HostRecord>) =>
      await controller.app.ports.store.write(async ({ fleet }) => {
        const { revision, value } = (await fleet.host(hostId))!;
        await fleet.saveHost({ revision, value: { ...value, ...changed(value) } });
      });
    const since = addSeconds(controller.app.ports.clock.now(), -SILENT_SECONDS);
    const long = addSeconds(controller.app.ports.clock.now(), -3 * 86_400);
    await change(await enrolled('gone', BEHIND), ({ contact }) => ({ contact: { ...contact!, seenAt: long } }));
    await enrolled('done', []);
    await enrolled('fresh', null);
    await change(await enrolled('quiet', BEHIND), ({ contact }) => ({ contact: { ...contact!, seenAt: since } }));
    await change(await enrolled('shut', BEHIND), () => ({ barred: reason('host-restored') }));
    await enrolled('elsewhere', [], { environment: 'nowhere' });
    const excepted = { environment: 'prod', leaves: 'out' };
    await enrolled('left', BEHIND, excepted);
    await enrolled('half', [...BEHIND, { name: 'curl', from: '7.88.1-10', to: '7.88.1-10+deb12u5' }], excepted);
  });
  afterAll(async () => await controller.close());

  const behind = async (query: Readonly<Record<string, string>>) => {
    const { items } = await api.call(endpoints.hosts.list, { query });
    expect(await api.call(endpoints.hosts.count, { query })).toEqual({ hosts: items.length });
    return items.map(({ hostname }) => hostname).sort();
  };

  it.each([
    ['up-to-date', 'current', ['done']],
    ['updates-pending', 'behind', ['gone', 'half', 'quiet', 'shut']],
    ['security-pending', 'securityBehind', ['gone', 'half', 'quiet', 'shut']],
    ['excepted', 'excepted', ['left']],
    ['unknown', 'unknown', ['fresh']],
    ['never-reported', 'neverReported', ['fresh']],
    ['silent', 'silent', ['gone', 'quiet']],
    ['barred', 'barred', ['shut']],
  ] as const)('names the hosts of an environment that are counted as %s', async (counted, number, names) => {
    expect(await behind({ environment: 'prod', counted })).toEqual(names);
    const { environments } = await api.call(endpoints.fleet.counts);
    expect(environments.find(({ environment }) => environment === 'prod')?.[number]).toBe(names.length);
  });

  it('takes a selector beside it, and no word that it does not know', async () => {
    expect(await behind({ counted: 'up-to-date' })).toEqual(['done', 'elsewhere']);
    expect(await behind({ counted: 'up-to-date', selector: 'environment = nowhere' })).toEqual(['elsewhere']);
    expect(await behind({ counted: 'long-silent' })).toEqual(['gone']);
    const { unheard } = await api.call(endpoints.exposures.list);
    expect(unheard.map(({ hosts }) => hosts)).toEqual([1, 1]);
    expect(await behind({ counted: 'excepted', selector: 'leaves = out' })).toEqual(['left']);
    expect(await behind({ counted: 'excepted', selector: 'hostname = half' })).toEqual([]);
    expect(await behind({ counted: 'updates-pending', selector: 'leaves = out' })).toEqual(['half']);
    expect(await behind({ counted: 'barred', selector: 'not environment = prod' })).toEqual([]);
    await api.refused('input-invalid', endpoints.hosts.list, { query: { counted: 'fine' } });
  });
});
