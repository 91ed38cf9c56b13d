// The schedule looks as soon as what it waits for has come, and not at its next turn a minute later: a plan, a name, an end,
// a policy.

import { occurrencesOf } from '@slipway/core/calendar';
import { type Promotion, promotionIdOf } from '@slipway/core/promotion';
import { endpoints } from '@slipway/protocol/api';
import {
  anEnvironment,
  anInventory,
  anOpensslPatchSet,
  aPackage,
  aPolicy,
  aProposal,
  digestOfPatchSet,
} from '@slipway/testkit/builders';
import { aPromotion } from '@slipway/testkit/store-rows';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, startController } from './support/controller.ts';
import { addPatchSet, adoptedAgent, idleWith, replacePolicy } from './support/on-the-way.ts';

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
  agent = await adoptedAgent(controller, api, { inventory, labels: { environment: 'prod' } });
  await addPatchSet(controller, patchSet);
  const [occurrence = null] = occurrencesOf(window, controller.app.ports.clock.now(), 1);
  await controller.app.ports.store.write(async ({ promotions }) => {
    const its = { promotionId: ID, environment: 'prod', patchSetDigest, occurrence, planRequestId: 'plan.one' };
    await promotions.addPromotion(aPromotion({ ...its, state: 'planning', planDigest: null, rolloutId: null }));
  });
});
afterAll(async () => await controller.close());

const shown = async (): Promise<Pick<Promotion, 'state' | 'planDigest' | 'rolloutId'>> => {
  const { promotion } = await api.call(endpoints.promotions.show, { params: { promotionId: ID } });
  return promotion as Promotion;
};
const state = async (): Promise<string> => (await shown()).state;

it('plans as soon as policy says so, and goes on as soon as the plan, the name and the end are there', async () => {
  const rules = { window, approval: { rule: 'self' }, wayBackProof: 'wanted', unproven: 'canary' } as const;
  const environment = anEnvironment({ name: 'prod', ...rules, promotion: { leadHours: 0, soakHours: 0 } });
  await replacePolicy(api, aPolicy({ environments: [environment], clusters: [] }));
  const asked = async () => {
    const { json: reply } = await agent.checkIn(idleWith(inventory));
    return (reply as { readonly wants: { readonly proposals: readonly unknown[] } }).wants.proposals.length;
  };
  await expect.poll(asked, SOON).toBe(1);
  await agent.sendProposal(aProposal({ patchSet, patchSetDigest, inventory }));
  await expect.poll(state, SOON).toBe('planned');

  const digest = (await shown()).planDigest ?? '';
  await api.call(endpoints.plans.approve, { params: { digest }, body: {} });
  await expect.poll(state, SOON).toBe('rolling-out');

  const rolloutId = (await shown()).rolloutId ?? '';
  await api.call(endpoints.rollouts.abort, { params: { rolloutId } });
  await expect.poll(state, SOON).toBe('failed');
}, 60_000);
