// The list behind each number of the fleet: what one endpoint counts, the other names.

import { reason } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import { endpoints } from '@slipway/protocol/api';
import { anEnvironment, aPolicy, CAPABILITIES } from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostRecord } from '../../src/ports/index.ts';
import { enrolAgent, type TestAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { inventoryWithUpdates, replacePolicy } from './support/on-the-way.ts';

const BEHIND = [{ name: 'openssl', from: '3.0.15-1~deb12u1', to: '3.0.17-1~deb12u2' }];
const SILENT_SECONDS = 16 * 60;

describe.each<StoreKind>(['memory', 'sqlite'])('counted hosts over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  beforeAll(async () => {
    controller = await startController({ store });
    api = clientOf(controller);
    await replacePolicy(api, aPolicy({ environments: [anEnvironment({ name: 'prod' })] }));
    const enrolled = async (hostname: string, updates: typeof BEHIND | null, environment = 'prod') => {
      const agent = await enrolAgent(controller, { hostname, labels: { environment } });
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
    await enrolled('done', []);
    await enrolled('fresh', null);
    await change(await enrolled('quiet', BEHIND), ({ contact }) => ({ contact: { ...contact!, seenAt: since } }));
    await change(await enrolled('shut', BEHIND), () => ({ barred: reason('host-restored') }));
    await enrolled('elsewhere', [], 'nowhere');
  });
  afterAll(async () => await controller.close());

  const behind = async (query: Readonly<Record<string, string>>) => {
    const { items } = await api.call(endpoints.hosts.list, { query });
    expect(await api.call(endpoints.hosts.count, { query })).toEqual({ hosts: items.length });
    return items.map(({ hostname }) => hostname).sort();
  };

  it.each([
    ['up-to-date', 'current', ['done']],
    ['unknown', 'unknown', ['fresh']],
    ['never-reported', 'neverReported', ['fresh']],
    ['silent', 'silent', ['quiet']],
    ['barred', 'barred', ['shut']],
  ] as const)('names the hosts of an environment that are counted as %s', async (counted, number, names) => {
    expect(await behind({ environment: 'prod', counted })).toEqual(names);
    const { environments } = await api.call(endpoints.fleet.counts);
    expect(environments.find(({ environment }) => environment === 'prod')?.[number]).toBe(names.length);
  });

  it('takes a selector beside it, and no word that it does not know', async () => {
    expect(await behind({ counted: 'up-to-date' })).toEqual(['done', 'elsewhere']);
    expect(await behind({ counted: 'up-to-date', selector: 'environment = nowhere' })).toEqual(['elsewhere']);
    expect(await behind({ counted: 'barred', selector: 'not environment = prod' })).toEqual([]);
    await api.refused('input-invalid', endpoints.hosts.list, { query: { counted: 'fine' } });
  });
});
