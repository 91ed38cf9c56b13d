// Two policies of one environment through the API: each host under its own, each policy with its own plans, and nobody
// under two.

import type { Inventory } from '@slipway/core/inventory';
import type { CheckInReply } from '@slipway/protocol/agent';
import { endpoints } from '@slipway/protocol/api';
import { anEnvironment, anOpensslPatchSet, aPolicy, aProposal, digestOfPatchSet } from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { addPatchSet, adoptedAgent, idleWith, inventoryWithUpdates, replacePolicy } from './support/on-the-way.ts';

const patchSet = anOpensslPatchSet();
const patchSetDigest = digestOfPatchSet(patchSet);
const databases = {
  name: 'databases',
  hosts: 'role = db',
  approval: { rule: 'team', team: 'dba', count: 1 },
  window: { kind: 'any-time', spanDays: 7 },
} as const;
const policyWith = (...policies: readonly object[]) =>
  aPolicy({
    environments: [anEnvironment({ name: 'prod', wayBackProof: 'wanted', policies: policies as (typeof databases)[] })],
  });

const inventoryOf = (hostname: string) =>
  inventoryWithUpdates(hostname, [{ name: 'openssl', from: '3.0.15-1~deb12u1', to: '3.0.17-1~deb12u2' }]);
const [onDb, onApp] = [inventoryOf('db1'), inventoryOf('app1')];

describe.each<StoreKind>(['memory', 'sqlite'])('policies of an environment over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  let db: TestAgent;
  let app: TestAgent;
  beforeAll(async () => {
    controller = await startController({ store, loops: 'run', proposalWaitSeconds: 30 });
    api = clientOf(controller);
    await addPatchSet(controller, patchSet);
    await replacePolicy(api, policyWith(databases));
    db = await adoptedAgent(controller, api, { inventory: onDb, labels: { environment: 'prod', role: 'db' } });
    app = await adoptedAgent(controller, api, { inventory: onApp, labels: { environment: 'prod', role: 'app' } });
  });
  afterAll(async () => await controller.close());

  const codesOf = async (agent: TestAgent): Promise<readonly string[]> =>
    (await api.call(endpoints.hosts.why, { params: { hostId: agent.hostId } })).reasons.map(
      ({ reason }) => reason.code,
    );
  const explained = async (agent: TestAgent) =>
    await api.call(endpoints.policy.explain, { params: { hostId: agent.hostId } });

  it('tells of each host which rules hold for it and where they stand', async () => {
    const told = await explained(db);
    expect(told).toMatchObject({
      environment: 'prod',
      policyName: 'databases',
      selectedBy: [{ name: 'databases', hosts: 'role = db' }],
      rules: { approval: databases.approval, window: databases.window },
      schedule: { environment: 'prod', policyName: 'databases' },
    });
    const from = new Map(told.holds?.map((one) => [one.rule, one.from]));
    expect([from.get('approval'), from.get('window'), from.get('scope')]).toEqual(['policy', 'policy', 'environment']);
    expect(await explained(app)).toMatchObject({
      policyName: null,
      selectedBy: [],
      rules: { approval: { rule: 'self' } },
    });
    const windows = await api.call(endpoints.windows.next, { query: { count: 1 } });
    expect(windows.items.map(({ policyName, ahead }) => [policyName, ahead.length])).toEqual([
      [null, 1],
      ['databases', 1],
    ]);
  });

  it('asks and plans the hosts of the one policy, under its rules', async () => {
    const request = await api.call(endpoints.plans.make, {
      body: { environment: 'prod', policyName: 'databases', patchSetDigest },
    });
    expect(request).toMatchObject({ policyName: 'databases', state: 'gathering' });
    const wants = async (agent: TestAgent, inventory: Inventory) =>
      ((await agent.checkIn(idleWith(inventory))).json as CheckInReply).wants.proposals.length;
    expect([await wants(db, onDb), await wants(app, onApp)]).toEqual([1, 0]);
    await db.sendProposal(aProposal({ patchSet, patchSetDigest, inventory: onDb }));
    const params = { planRequestId: request.planRequestId };
    await expect
      .poll(async () => (await api.call(endpoints.plans.showRequest, { params })).state, { timeout: 10_000 })
      .toBe('planned');
    const { planDigest } = await api.call(endpoints.plans.showRequest, { params });
    const plan = await api.call(endpoints.plans.show, { params: { digest: planDigest ?? '' } });
    expect(plan).toMatchObject({
      policyName: 'databases',
      header: { environment: 'prod', approval: databases.approval, bounds: { hosts: [db.hostId] } },
      report: { leftOut: [] },
    });
    expect(plan.notes.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect((await api.call(endpoints.plans.list)).items).toMatchObject([{ policyName: 'databases', hosts: 1 }]);
    expect([await codesOf(db), await codesOf(app)]).toEqual([['waiting-for-approval'], ['not-planned']]);
    const { items } = await api.call(endpoints.audit.list, { query: { limit: 1000 } });
    expect(items.find(({ action }) => action === 'plan.make')).toMatchObject({ facts: { policy: 'databases' } });
    for (const wish of [{ policyName: 'caches' }, { environment: 'dev', policyName: 'databases' }]) {
      await api.refused('not-found', endpoints.plans.make, { body: { environment: 'prod', patchSetDigest, ...wish } });
    }
  });

  it('refuses a policy under which two would claim a host, tells all of them, and keeps the one that holds', async () => {
    const { revision } = await api.call(endpoints.policy.show);
    const headers = { 'if-match': `"${revision}"` };
    const body = policyWith(databases, { name: 'labelled', hosts: 'exists(role)' });
    const { conflicts } = await api.call(endpoints.policy.effect, { body });
    expect(conflicts).toMatchObject([
      { environment: 'prod', policyNames: ['databases', 'labelled'], isNew: true, hosts: [{ hostname: 'db1' }] },
    ]);
    const refused = await api.ask(endpoints.policy.replace, { body, headers });
    expect(refused.json).toMatchObject({
      code: 'policies-overlap',
      facts: { detail: 'databases and labelled of prod both select db1' },
    });
    expect((await api.call(endpoints.policy.show)).revision).toBe(revision);
  });

  it('leaves out a host that a label brings under two, says so everywhere, and lets other changes through', async () => {
    await replacePolicy(api, policyWith(databases, { name: 'old', hosts: 'age = old' }));
    const params = { hostId: db.hostId };
    const labels = { environment: 'prod', role: 'db', age: 'old' };
    await api.call(endpoints.hosts.label, { params, body: { labels } });
    expect(await explained(db)).toMatchObject({
      environment: 'prod',
      policyName: null,
      selectedBy: [{ name: 'databases' }, { name: 'old' }],
      holds: [],
      rules: null,
      schedule: null,
      keptOutBy: [{ code: 'policies-conflict', facts: { environment: 'prod', policies: 'databases, old' } }],
    });
    expect(await codesOf(db)).toEqual(['policies-conflict']);
    expect((await api.call(endpoints.hosts.show, { params })).reasons).toMatchObject([{ code: 'policies-conflict' }]);
    const request = await api.call(endpoints.plans.make, {
      body: { environment: 'prod', policyName: 'old', patchSetDigest },
    });
    const asked = { params: { planRequestId: request.planRequestId } };
    await expect
      .poll(async () => (await api.call(endpoints.plans.showRequest, asked)).state, { timeout: 10_000 })
      .toBe('empty');
    expect((await api.call(endpoints.plans.showRequest, asked)).report?.leftOut).toMatchObject([
      { hostId: db.hostId, reason: { code: 'policies-conflict' } },
    ]);
    await replacePolicy(api, policyWith({ ...databases, failureBudgetHosts: 1 }, { name: 'old', hosts: 'age = old' }));
    expect((await explained(db)).revision).toBe((await api.call(endpoints.policy.show)).revision);
  });
});
