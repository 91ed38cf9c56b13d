import { openMemoryStore } from '@slipway/controller/store/memory';
import { reason } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { aGrant, aHostRecord, anApproval, aRollout, aStoredPlan } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { settleRestored } from './index.ts';

const NOW: Instant = addSeconds(THE_MORNING, 3600);

const ports = () => ({
  clock: { now: () => NOW, sleep: async () => undefined },
  ids: {
    hostId: () => 'host-new' as never,
    rolloutId: () => 'rollout-new' as never,
    named: (prefix: string) => `${prefix}-new`,
    secret: () => 'secret',
  },
  store: openMemoryStore(),
});

describe('a restored controller', () => {
  it('starts nothing by itself: rollouts are stopped, grants withdrawn, approvals void', async () => {
    const app = ports();
    const { plan, hostPlans } = aStoredPlan(['host-1']);
    await app.store.write(async ({ fleet, plans, approvals, rollouts, access }) => {
      await fleet.addHost(aHostRecord({ hostId: 'host-1' }));
      await plans.addPlan(plan, hostPlans);
      await approvals.addApproval(anApproval(plan));
      await rollouts.addRollout(aRollout({ rolloutId: 'rollout-running', planDigest: plan.digest }));
      await rollouts.addRollout(aRollout({ rolloutId: 'rollout-paused', state: 'paused' }));
      const why = reason('stopped-by-budget', { failed: 1, budget: 0 });
      await rollouts.addRollout(aRollout({ rolloutId: 'rollout-stopped', state: 'stopped', reason: why }));
      await rollouts.addRollout(aRollout({ rolloutId: 'rollout-aborting', state: 'aborting' }));
      await rollouts.addRollout(aRollout({ rolloutId: 'rollout-done', state: 'completed', endedAt: THE_MORNING }));
      await rollouts.putGrant(aGrant('host-1', 'attempt-1', { latestStartAt: addSeconds(NOW, 60) }));
      await rollouts.putGrant(aGrant('host-1', 'attempt-2', { latestStartAt: addSeconds(NOW, -60) }));
      await access.setSetting('incarnation', 'incarnation-old');
    });

    const settled = await settleRestored(app, 'the backup');

    expect(settled).toEqual({ rolloutsStopped: 2, plansWithoutApproval: 1 });
    await app.store.read(async ({ approvals, rollouts, access }) => {
      const stateOf = async (name: string) => (await rollouts.rollout(name as never))?.value;
      expect(await stateOf('rollout-running')).toMatchObject({
        state: 'stopped',
        reason: { code: 'paused-by-restore' },
      });
      expect(await stateOf('rollout-paused')).toMatchObject({ state: 'stopped' });
      expect(await stateOf('rollout-stopped')).toMatchObject({ reason: { code: 'stopped-by-budget' } });
      expect(await stateOf('rollout-aborting')).toMatchObject({ state: 'aborting' });
      expect(await stateOf('rollout-done')).toMatchObject({ state: 'completed' });
      expect(await approvals.approvalsOf(plan.digest)).toEqual([]);
      const states = (await rollouts.grantsOf('host-1' as never)).map(({ state }) => state);
      expect(states).toEqual(['withdrawn', 'ended']);
      expect(await access.setting('incarnation')).toBe('incarnation-new');
      expect(await access.setting('restored-at')).toBe(NOW);
      const { items } = await access.auditEvents({ after: null, limit: 10 });
      expect(items).toMatchObject([
        { action: 'controller.restore', facts: { from: 'the backup', rolloutsStopped: 2 } },
      ]);
    });
  });
});
