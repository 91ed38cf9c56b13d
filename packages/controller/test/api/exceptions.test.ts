// An exception through the API: from the policy that says it, over what the host is asked, to the plan, the report and why.

import { addSeconds, asInstant } from '@slipway/core/time';
import type { CheckInReply } from '@slipway/protocol/agent';
import { endpoints } from '@slipway/protocol/api';
import {
  anEnvironment,
  aPatchSet,
  aPolicy,
  aProposal,
  aReplacedVersion,
  aTarget,
  digestOfPatchSet,
} from '@slipway/testkit/builders';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';
import { addPatchSet, adoptedAgent, idleWith, inventoryWithUpdates, replacePolicy } from './support/on-the-way.ts';

const patchSet = aPatchSet({
  targets: [aTarget({ name: 'nginx', version: '2' }), aTarget({ name: 'openssl', version: '2' })],
  replaced: [aReplacedVersion({ name: 'nginx', version: '1' }), aReplacedVersion({ name: 'openssl', version: '1' })],
});
const patchSetDigest = digestOfPatchSet(patchSet);
const ENDS = addSeconds(asInstant(new Date().toISOString()), 10 * 86_400);
const exception = {
  name: 'old-tls',
  hosts: 'role = billing',
  leavesOut: { package: 'openssl' },
  owner: 'team-billing',
  why: 'the billing appliance breaks with it',
  compensatingControl: 'reachable from the bastion alone',
  approvedBy: 'ada',
  expiresAt: ENDS,
} as const;
const POLICY = {
  ...aPolicy({ environments: [anEnvironment({ name: 'prod', wayBackProof: 'wanted' })] }),
  exceptions: [exception],
};

const inventory = inventoryWithUpdates('billing1', [
  { name: 'nginx', from: '1', to: '2' },
  { name: 'openssl', from: '1', to: '2' },
]);

describe.each<StoreKind>(['memory', 'sqlite'])('an exception over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  let billing: TestAgent;
  beforeAll(async () => {
    controller = await startController({ store, loops: 'run', proposalWaitSeconds: 30 });
    api = clientOf(controller);
    await addPatchSet(controller, patchSet);
    await replacePolicy(api, POLICY);
    billing = await adoptedAgent(controller, api, { inventory, labels: { environment: 'prod', role: 'billing' } });
  });
  afterAll(async () => await controller.close());

  it('is listed with the hosts that it selects, and by when it ends', async () => {
    const { items } = await api.call(endpoints.exceptions.list);
    expect(items).toEqual([{ ...exception, selected: 1, state: 'acts' }]);
    expect((await api.call(endpoints.exceptions.list, { query: { endingDays: 11 } })).items).toHaveLength(1);
    expect((await api.call(endpoints.exceptions.list, { query: { endingDays: 9 } })).items).toEqual([]);
  });

  it('has been warned of: it ends in ten days', async () => {
    const told = await vi.waitUntil(
      async () => (await api.call(endpoints.notices.list)).items.find(({ kind }) => kind === 'exception-ends') ?? false,
      { timeout: 10_000, interval: 50 },
    );
    expect(told.eventId).toBe(`exception-ends.old-tls.${ENDS}.14d`);
  });

  it('is why the host is behind, in the report and where somebody asks for the package', async () => {
    const report = await api.call(endpoints.fleet.report);
    expect(report.environments).toMatchObject([{ environment: 'prod', hosts: 1, current: 0, behind: 1, excepted: 0 }]);
    expect(report.notCurrent).toMatchObject([{ updates: 2, excepted: 1 }]);
    // Of the other one no exception is why.
    expect(report.notCurrent[0]?.reasons.map(({ code }) => code)).toEqual(['not-planned', 'excepted']);
    const asked = { params: { hostId: billing.hostId }, query: { package: 'openssl' } };
    const { reasons } = await api.call(endpoints.hosts.why, asked);
    expect(reasons.filter(({ source }) => source === 'policy')).toMatchObject([
      {
        id: 'old-tls',
        package: 'openssl',
        reason: { code: 'excepted', facts: { owner: 'team-billing', expires: ENDS } },
      },
    ]);
  });

  it('keeps its package out of what the host is asked, and with that out of the plan', async () => {
    const request = await api.call(endpoints.plans.make, { body: { environment: 'prod', patchSetDigest } });
    const reply = (await billing.checkIn(idleWith(inventory))).json as CheckInReply;
    const [wish] = reply.wants.proposals;
    expect(wish).toMatchObject({ targets: [{ name: 'nginx' }], avoid: ['openssl'], mayRemove: [] });
    const whole = aProposal({ patchSet, patchSetDigest, inventory });
    await billing.sendProposal({ ...whole, changes: whole.changes.filter(({ name }) => name === 'nginx') });
    const planned = await vi.waitUntil(
      async () => {
        const params = { planRequestId: request.planRequestId };
        const { planDigest, state } = await api.call(endpoints.plans.showRequest, { params });
        return state === 'planned' && planDigest !== null ? planDigest : false;
      },
      { timeout: 10_000, interval: 50 },
    );
    const plan = await api.call(endpoints.plans.show, { params: { digest: planned } });
    expect(plan.notes.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plan.report.updatesLeftOut).toMatchObject([
      { name: 'openssl', reason: { code: 'excepted', facts: { exception: 'old-tls' } } },
    ]);
    expect(plan.hostnames).toEqual({ [billing.hostId]: 'billing1' });
    const { items } = await api.call(endpoints.plans.hostPlans, { params: { digest: planned } });
    expect(items.map(({ transaction }) => transaction.map(({ name }) => name))).toEqual([['nginx']]);
  });
});
