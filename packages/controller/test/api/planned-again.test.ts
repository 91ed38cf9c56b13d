// A person's plan takes one host out of the schedule's: the others keep their window, by a plan that is made again without it.

import { occurrencesOf } from '@slipway/core/calendar';
import type { Digest } from '@slipway/core/ids';
import { type Promotion, promotionIdOf } from '@slipway/core/promotion';
import { endpoints } from '@slipway/protocol/api';
import {
  anEnvironment,
  anInventory,
  anOpensslPatchSet,
  aPackage,
  aPatchSet,
  aPolicy,
  aProposal,
  aTarget,
  digestOfPatchSet,
} from '@slipway/testkit/builders';
import { aPromotion } from '@slipway/testkit/store-rows';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestAgent } from './support/agent.ts';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, startController } from './support/controller.ts';
import { addPatchSet, adoptedAgent, idleWith, replacePolicy } from './support/on-the-way.ts';

const SOON = { timeout: 20_000 };
const window = { kind: 'any-time', spanDays: 7 } as const;
const patchSet = anOpensslPatchSet();
const patchSetDigest = digestOfPatchSet(patchSet);
/** What cannot wait for the window of the schedule. */
const emergency = aPatchSet({
  targets: [aTarget({ name: 'openssl', version: '3.0.17-1~deb12u3', advisories: ['DSA-6000-1'] })],
  replaced: patchSet.replaced,
});
const emergencyDigest = digestOfPatchSet(emergency);
const SETS = new Map([
  [patchSetDigest, patchSet],
  [emergencyDigest, emergency],
]);
const ID = promotionIdOf(patchSetDigest, { environment: 'prod', policyName: null });
const inventoryOf = (hostname: string) =>
  anInventory({ system: { hostname }, packages: [aPackage({ name: 'openssl', version: '3.0.15-1~deb12u1' })] });

let controller: RunningController;
let api: ApiClient;
interface Host {
  readonly agent: TestAgent;
  readonly inventory: ReturnType<typeof inventoryOf>;
}
let agents: readonly Host[];
beforeAll(async () => {
  controller = await startController({ loops: 'run', proposalWaitSeconds: 30 });
  api = clientOf(controller);
  const labels = { environment: 'prod' };
  const made: Host[] = [];
  for (const inventory of ['app1', 'app2'].map(inventoryOf)) {
    made.push({ inventory, agent: await adoptedAgent(controller, api, { inventory, labels }) });
  }
  agents = made;
  for (const one of SETS.values()) await addPatchSet(controller, one);
  const [occurrence = null] = occurrencesOf(window, controller.app.ports.clock.now(), 1);
  await controller.app.ports.store.write(async ({ promotions }) => {
    const its = { promotionId: ID, environment: 'prod', patchSetDigest, occurrence, planRequestId: 'plan.one' };
    await promotions.addPromotion(aPromotion({ ...its, state: 'planning', planDigest: null, rolloutId: null }));
  });
}, 60_000);
afterAll(async () => await controller.close());

const promotion = async (): Promise<Promotion> =>
  (await api.call(endpoints.promotions.show, { params: { promotionId: ID } })).promotion as Promotion;

interface Asked {
  readonly patchSetDigest: Digest;
}

/** Each host that is asked answers, as often as it is asked. */
const propose = async (): Promise<void> => {
  for (const { agent, inventory } of agents) {
    const { json: reply } = await agent.checkIn(idleWith(inventory));
    const { proposals } = (reply as { readonly wants: { readonly proposals: readonly Asked[] } }).wants;
    for (const { patchSetDigest: asked } of proposals) {
      const its = SETS.get(asked);
      if (its !== undefined) await agent.sendProposal(aProposal({ patchSet: its, patchSetDigest: asked, inventory }));
    }
  }
};
const plannedAs = async (): Promise<string> => {
  await propose();
  const { state, planDigest } = await promotion();
  return state === 'planned' ? (planDigest ?? '') : state;
};

it('plans the others again at once, and leaves the host to the plan that took it', async () => {
  const rules = { window, approval: { rule: 'self' }, wayBackProof: 'wanted', unproven: 'canary' } as const;
  const environment = anEnvironment({ name: 'prod', ...rules, promotion: { leadHours: 0, soakHours: 0 } });
  await replacePolicy(api, aPolicy({ environments: [environment], clusters: [] }));
  await expect.poll(plannedAs, SOON).toContain('sha256:');
  const first = (await promotion()).planDigest ?? '';
  const hostsOf = async (digest: string) =>
    (await api.call(endpoints.plans.show, { params: { digest } })).header.bounds.hosts;
  const [app1, app2] = agents.map(({ agent }) => agent.hostId);
  expect(new Set(await hostsOf(first))).toEqual(new Set([app1, app2]));

  const overrides = [{ kind: 'leave-out', hostId: app1 ?? '', why: 'app2 cannot wait' }] as const;
  const body = { environment: 'prod', patchSetDigest: emergencyDigest, overrides: [...overrides] };
  const { planRequestId } = await api.call(endpoints.plans.make, { body });
  const taken = async () => {
    await propose();
    return (await api.call(endpoints.plans.showRequest, { params: { planRequestId } })).planDigest;
  };
  await expect.poll(taken, SOON).not.toBeNull();
  const byHand = (await taken()) ?? '';
  await expect.poll(async () => (await plannedAs()) !== first && (await promotion()).state, SOON).toBe('planned');

  const again = await promotion();
  expect(again.planRequestId).toBe(`plan.${ID}.${again.occurrence?.id}.2`);
  const shown = await api.call(endpoints.plans.show, { params: { digest: again.planDigest ?? '' } });
  expect(shown.header.bounds.hosts).toEqual([app1]);
  expect(shown.report.leftOut).toMatchObject([
    { hostId: app2, reason: { code: 'host-in-plan', facts: { plan: byHand } } },
  ]);

  // Both can be carried out: neither took a host from the other.
  for (const digest of [byHand, again.planDigest ?? '']) {
    await api.call(endpoints.plans.approve, { params: { digest }, body: {} });
  }
  await expect.poll(async () => (await promotion()).state, SOON).toBe('rolling-out');
  await api.call(endpoints.rollouts.start, { body: { planDigest: byHand } });
}, 120_000);
