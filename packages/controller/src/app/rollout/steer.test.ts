import { openMemoryStore } from '@slipway/controller/store/memory';
import { addSeconds } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { anApproval, aStoredPlan } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { App } from '../context.ts';
import { startRollout } from './index.ts';

const NOW = addSeconds(THE_MORNING, 60);
const ADA = { person: 'ada', roles: ['operator'], teams: [] } as const;

describe('starting a rollout', () => {
  it('takes the newest plan of its hosts only: an older one is superseded, however well approved', async () => {
    const [older, newer] = [aStoredPlan(['host-1', 'host-2'], 1), aStoredPlan(['host-2'], 2)];
    const store = openMemoryStore();
    await store.write(async ({ approvals, plans }) => {
      for (const { plan, hostPlans } of [older, newer]) {
        await plans.addPlan(plan, hostPlans);
        await approvals.addApproval(anApproval(plan));
      }
    });
    const ids = { rolloutId: () => 'rollout-1' };
    const app = {
      ports: { store, ids, clock: { now: () => NOW }, nudge: { notify: () => undefined } },
    } as unknown as App;

    expect(await startRollout(app, ADA, older.plan.digest)).toEqual({
      ok: false,
      reason: { code: 'superseded', facts: { generation: 2 } },
    });
    expect(await startRollout(app, ADA, newer.plan.digest)).toMatchObject({ ok: true, value: { state: 'running' } });
  });
});
