import { asHostId } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { replacePolicy } from './support/on-the-way.ts';

describe.each<StoreKind>(['memory', 'sqlite'])('policy over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  beforeAll(async () => {
    controller = await startController({ store });
    api = clientOf(controller);
    await enrolAgent(controller, { hostname: 'app1', labels: { environment: 'prod', role: 'app' } });
    const policy = aPolicy({
      environments: [anEnvironment({ name: 'prod' })],
      clusters: [{ name: 'app', members: 'environment = prod and role = app', awayMax: 1 }],
      checks: [{ hosts: 'role = app', check: { kind: 'unit-active', unit: 'nginx.service' }, timeoutSeconds: 30 }],
    });
    await replacePolicy(api, policy);
  });
  afterAll(async () => await controller.close());

  it('of two who write a policy at once one is told who was first, and every revision can be had again', async () => {
    const { revision, policy } = await api.call(endpoints.policy.show);
    const headers = { 'if-match': `"${revision}"` };
    const [dev, ...others] = policy.environments;
    if (dev === undefined) throw new Error('the policy has no environment');
    const wishes = [1, 2].map((failureBudgetHosts) => ({
      ...policy,
      environments: [{ ...dev, failureBudgetHosts }, ...others],
    }));
    const answers = await Promise.all(wishes.map((body) => api.ask(endpoints.policy.replace, { body, headers })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.json).toMatchObject({
      code: 'policy-replaced',
      facts: { revision: revision + 1, who: 'administrator', at: expect.stringMatching(/^20/) },
    });
    const params = { revision: String(revision) };
    await api.refused('policy-replaced', endpoints.policy.rollBack, { params, headers });
    await api.refused('not-found', endpoints.policy.revision, { params: { revision: '999' } });
    const back = await api.call(endpoints.policy.rollBack, {
      params,
      headers: { 'if-match': `"${revision + 1}"` },
    });
    expect(back).toMatchObject({ revision: revision + 2, savedBy: 'administrator', policy });
    const [newest, before] = (await api.call(endpoints.policy.revisions, { query: { limit: 2 } })).items;
    expect(newest).toMatchObject({ revision: revision + 2, changes: [{ after: dev.failureBudgetHosts }] });
    expect(before?.changes).toMatchObject([
      { path: ['environments', dev.name, 'failureBudgetHosts'], kind: 'changed' },
    ]);
    const { items } = await api.call(endpoints.audit.list);
    expect(items.at(-1)).toMatchObject({ action: 'policy.roll-back', facts: { revision: revision + 2, of: revision } });
  });

  it('tells whom another policy would touch, and stores nothing', async () => {
    const { revision, policy } = await api.call(endpoints.policy.show);
    const body = { ...policy, environments: policy.environments.map((one) => ({ ...one, name: `${one.name}-2` })) };
    const effect = await api.call(endpoints.policy.effect, { body });
    expect(effect.revision).toBe(revision);
    expect(effect.changes.map(({ kind }) => kind)).toEqual([
      ...policy.environments.map(() => 'added'),
      ...policy.environments.map(() => 'removed'),
    ]);
    expect(effect.touched.map(({ environment }) => environment?.after)).toEqual([null]);
    const named = await api.call(endpoints.policy.effect, { body, query: { named: 1 } });
    expect(named.touched.map(({ hosts }) => hosts.length)).toEqual([1]);
    await api.refused('input-invalid', endpoints.policy.effect, { body, query: { named: 0 } });
    expect((await api.call(endpoints.policy.show)).revision).toBe(revision);
    await api.refused('input-invalid', endpoints.policy.effect, { body: { ...policy, environments: [] } });
  });

  it('takes a window by the clock, says by which clock it opens, and refuses a zone that does not exist', async () => {
    const { revision, policy } = await api.call(endpoints.policy.show);
    const weekly = {
      ...({ kind: 'weekly', weekdays: ['saturday'], start: '20:00', cutOffMinutes: 60 } as const),
      until: { kind: 'local', time: '06:00', daysLater: 1 } as const,
    };
    const inZone = (zone: string) => ({
      ...policy,
      environments: policy.environments.map((one) => ({ ...one, window: { ...weekly, zone } })),
    });
    const headers = { 'if-match': `"${revision}"` };
    await api.refused('input-invalid', endpoints.policy.replace, { body: inZone('Europe/Berlinn'), headers });
    await api.refused('input-invalid', endpoints.policy.effect, { body: inZone('Europe/Berlinn') });
    const body = inZone('Asia/Kathmandu');
    const { moved } = await api.call(endpoints.policy.effect, { body });
    expect(moved[0]?.after.map(({ startsAt }) => startsAt.slice(11))).toEqual(Array(3).fill('14:15:00.000Z'));
    await api.call(endpoints.policy.replace, { body, headers });
    const [host] = (await api.call(endpoints.hosts.list)).items;
    const params = { hostId: host?.hostId ?? asHostId('nobody') };
    const { schedule, occurrences } = await api.call(endpoints.policy.explain, { params });
    expect(schedule).toMatchObject({ environment: 'prod', zone: 'Asia/Kathmandu', skipped: [], ended: 'count' });
    expect(schedule?.ahead.map(({ startsAt }) => startsAt)).toEqual(occurrences.map(({ startsAt }) => startsAt));
    expect(schedule?.ahead[0]?.local?.startsAt).toMatch(/ 20:00:00 \+05:45$/);
    expect(schedule?.ahead[0]).toMatchObject({ elapsedMinutes: 600, notes: [] });
    const next = await api.call(endpoints.windows.next, { query: { environment: 'prod', count: 5 } });
    expect(next.items.map(({ ahead }) => ahead.length)).toEqual([5]);
    expect(next.items[0]?.ahead.slice(0, 3)).toEqual(schedule?.ahead);
    expect(next.zoneDatabase).toBe(process.versions['tz']);
    expect((await api.call(endpoints.windows.next, {})).items[0]?.ahead.length).toBe(12);
    await api.refused('not-found', endpoints.windows.next, { query: { environment: 'live' } });
  });

  it('tells what the policy says of a host, also of one that is gone', async () => {
    const [host] = (await api.call(endpoints.hosts.list)).items;
    if (host === undefined) throw new Error('there is no host');
    const told = await api.call(endpoints.policy.explain, { params: { hostId: host.hostId } });
    expect(told).toMatchObject({ hostId: host.hostId, environment: 'prod', labels: host.labels });
    expect(told).toMatchObject({
      clusters: [{ name: 'app', awayMax: 1 }],
      checks: [{ rule: 0, hosts: 'role = app', does: 'nginx.service is active (30 s)' }],
      occurrences: { length: 3 },
      keptOutBy: expect.arrayContaining([{ code: 'host-observed', facts: { host: 'app1' } }]),
    });
    await api.call(endpoints.hosts.retire, { params: { hostId: host.hostId } });
    const gone = await api.call(endpoints.policy.explain, { params: { hostId: host.hostId } });
    expect(gone.keptOutBy.map(({ code }) => code)).toEqual(['host-retired']);
    await api.refused('not-found', endpoints.policy.explain, { params: { hostId: asHostId('nobody') } });
  });
});

it('shows a team its windows: where it approves, and where it owns hosts', async () => {
  const controller = await startController({ store: 'memory' });
  const api = clientOf(controller);
  const before = await api.call(endpoints.policy.show);
  await enrolAgent(controller, { hostname: 'shop1', labels: { environment: 'test', owner: 'shop' } });
  const replace = async (body: typeof before.policy, revision: number) =>
    await api.call(endpoints.policy.replace, { body, headers: { 'if-match': `"${revision}"` } });
  const policy = aPolicy({
    environments: [
      anEnvironment({ name: 'test' }),
      anEnvironment({ name: 'prod', approval: { rule: 'team', team: 'operations', count: 1 } }),
    ],
  });
  await replace(policy, before.revision);
  const windowsOf = async (team: string) =>
    (await api.call(endpoints.windows.next, { query: { team, count: 1 } })).items.map(({ environment }) => environment);
  expect(await windowsOf('operations')).toEqual(['prod']);
  expect(await windowsOf('shop')).toEqual(['test']);
  expect(await windowsOf('nobody')).toEqual([]);
  await controller.close();
});
