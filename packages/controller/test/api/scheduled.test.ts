// The schedule looks as soon as what it waits for has come, and not at its next turn a minute later: a plan, a name, an end,
// a policy.

import { occurrencesOf } from '@slipway/core/calendar';
import { EMPTY_LEDGER } from '@slipway/core/execution';
import { inventoryDigest } from '@slipway/core/inventory';
import { type Promotion, promotionIdOf } from '@slipway/core/promotion';
import { endpoints } from '@slipway/protocol/api';
import {
  anEnvironment,
  anInventory,
  anOpensslPatchSet,
  aPackage,
  aPolicy,
  aProposal,
  CAPABILITIES,
  digestOfPatchSet,
  sha256,
  THE_MORNING,
} from '@slipway/testkit/builders';
import { aPromotion } from '@slipway/testkit/store-rows';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrolAgent, type TestAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, startController } from './support/controller.ts';
import { json } from './support/http.ts';

/** A fraction of the minute after which the schedule looks without any hint. */
const SOON = { timeout: 12_000 };
const window = { kind: 'any-time', spanDays: 7 } as const;
const patchSet = anOpensslPatchSet();
const patchSetDigest = digestOfPatchSet(patchSet);
const ID = promotionIdOf(patchSetDigest, { environment: 'prod', policyName: null });
const inventory = anInventory({ packages: [aPackage({ name: 'openssl', version: '3.0.15-1~deb12u1' })] });

let controller: RunningController;
let api: ApiClient;
let agent: TestAgent;
beforeAll(async () => {
  controller = await startController({ loops: 'run', proposalWaitSeconds: 30 });
  api = clientOf(controller);
  agent = await enrolAgent(controller, { hostname: 'app1', labels: { environment: 'prod' } });
  await agent.checkIn({ capabilities: CAPABILITIES });
  const sent = { protocol: 1, form: 'full', digest: inventoryDigest(inventory, sha256), inventory };
  await agent.ask({ method: 'PUT', path: '/agent/v1/inventory', ...json(sent) });
  await api.call(endpoints.hosts.adopt, { params: { hostId: agent.hostId } });
  await agent.checkIn(idle());
  const [occurrence = null] = occurrencesOf(window, controller.app.ports.clock.now(), 1);
  await controller.app.ports.store.write(async ({ patchSets, promotions }) => {
    await patchSets.addPatchSet({ digest: patchSetDigest, patchSet, author: 'ada', cutAt: THE_MORNING });
    const its = { promotionId: ID, environment: 'prod', patchSetDigest, occurrence, planRequestId: 'plan.one' };
    await promotions.addPromotion(aPromotion({ ...its, state: 'planning', planDigest: null, rolloutId: null }));
  });
});
afterAll(async () => await controller.close());

/** Everything known, adopted, nothing to do. */
const idle = () =>
  ({
    capabilities: CAPABILITIES,
    mode: 'adopted',
    adoptionOrder: 1,
    ledger: EMPTY_LEDGER,
    inventoryDigest: inventoryDigest(inventory, sha256),
  }) as const;

const shown = async (): Promise<Pick<Promotion, 'state' | 'planDigest' | 'rolloutId'>> => {
  const { promotion } = await api.call(endpoints.promotions.show, { params: { promotionId: ID } });
  return promotion as Promotion;
};
const state = async (): Promise<string> => (await shown()).state;

it('plans as soon as policy says so, and goes on as soon as the plan, the name and the end are there', async () => {
  const { revision } = await api.call(endpoints.policy.show);
  const rules = { window, approval: { rule: 'self' }, wayBackProof: 'wanted', unproven: 'canary' } as const;
  const environment = anEnvironment({ name: 'prod', ...rules, promotion: { leadHours: 0, soakHours: 0 } });
  const policy = aPolicy({ environments: [environment], clusters: [] });
  await api.call(endpoints.policy.replace, { body: policy, headers: { 'if-match': `"${revision}"` } });
  const asked = async () => {
    const { json: reply } = await agent.checkIn(idle());
    return (reply as { readonly wants: { readonly proposals: readonly unknown[] } }).wants.proposals.length;
  };
  await expect.poll(asked, SOON).toBe(1);
  const proposal = aProposal({ patchSet, patchSetDigest, inventory });
  const path = `/agent/v1/proposals/${patchSetDigest}`;
  await agent.ask({ method: 'PUT', path, ...json({ protocol: 1, kind: 'proposal', proposal }) });
  await expect.poll(state, SOON).toBe('planned');

  const digest = (await shown()).planDigest ?? '';
  await api.call(endpoints.plans.approve, { params: { digest }, body: {} });
  await expect.poll(state, SOON).toBe('rolling-out');

  const rolloutId = (await shown()).rolloutId ?? '';
  await api.call(endpoints.rollouts.abort, { params: { rolloutId } });
  await expect.poll(state, SOON).toBe('failed');
}, 60_000);
