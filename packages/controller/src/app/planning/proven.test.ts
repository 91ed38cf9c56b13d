import { openMemoryStore } from '@slipway/controller/store/memory';
import { reason } from '@slipway/core/reasons';
import type { RolloutHost } from '@slipway/core/rollout';
import { anOpensslPatchSet, aPolicy, THE_MORNING } from '@slipway/testkit/builders';
import { aRollout, aStoredPlan } from '@slipway/testkit/store-rows';
import { expect, it } from 'vitest';
import { provenTargets } from './proven.ts';

const NOT_WELL = {
  state: 'not-well',
  at: THE_MORNING,
  reason: reason('still-so-not', { detail: 'answers 500' }),
} as const;

/** How many targets count as proven for `prod` behind a rollout of `dev` whose host ended like this. */
const provenBy = async (ended: Pick<RolloutHost, 'phase' | 'reason'> & Partial<RolloutHost>): Promise<number> => {
  const store = openMemoryStore();
  const { plan, hostPlans } = aStoredPlan(['web-1']);
  const hosts = plan.header.bounds.hosts.map((hostId) => ({
    ...{ hostId, wave: 0, since: THE_MORNING, attemptId: null, step: null },
    ...ended,
  }));
  const rollout = { ...aRollout({ rolloutId: 'rollout-1', planDigest: plan.digest }), environment: 'dev', hosts };
  await store.write(async ({ plans, rollouts }) => {
    await plans.addPlan(plan, hostPlans);
    await rollouts.addRollout(rollout);
  });
  return (await store.read(async (view) => await provenTargets(view, aPolicy(), 'prod', anOpensslPatchSet()))).size;
};

it('is what a host came through with: not what it is no longer well with, nor what a reboot was still to bring', async () => {
  expect(await provenBy({ phase: 'done', reason: null })).toBeGreaterThan(0);
  expect(await provenBy({ phase: 'done', reason: null, stillSo: NOT_WELL })).toBe(0);
  expect(await provenBy({ phase: 'done', reason: reason('reboot-refused', { detail: 'backup' }) })).toBe(0);
  expect(await provenBy({ phase: 'gone-back', reason: null })).toBe(0);
});
