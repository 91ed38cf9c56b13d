import { openMemoryStore } from '@slipway/controller/store/memory';
import { NO_ZONES } from '@slipway/core/calendar';
import { starterPolicy } from '@slipway/core/policy';
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
      ports: { store, ids, zones: NO_ZONES, clock: { now: () => NOW }, nudge: { notify: () => undefined } },
    } as unknown as App;

    expect(await startRollout(app, ADA, older.plan.digest)).toEqual({
      ok: false,
      reason: { code: 'superseded', facts: { generation: 2 } },
    });
    expect(await startRollout(app, ADA, newer.plan.digest)).toMatchObject({ ok: true, value: { state: 'running' } });
  });

  it('refuses a plan whose night other zone rules put elsewhere, until it is planned again', async () => {
    const { plan, hostPlans } = aStoredPlan(['host-1']);
    const span = { id: 'weekly-2026-11-21t08-00', startsAt: THE_MORNING, endsAt: addSeconds(THE_MORNING, 36_000) };
    const stamped = { ...plan, zoneStamp: { zone: 'Test/Zone', version: '2026a', spans: [span] } };
    const window = {
      ...({ kind: 'weekly', weekdays: ['saturday'], zone: 'Test/Zone', start: '08:00', cutOffMinutes: 60 } as const),
      until: { kind: 'elapsed', minutes: 600 } as const,
    };
    const environments = starterPolicy().environments.map((one) => ({ ...one, window }));
    const store = openMemoryStore();
    await store.write(async ({ approvals, plans }) => {
      await plans.savePolicy({ revision: 0, value: { ...starterPolicy(), environments } }, 'ada', THE_MORNING);
      await plans.addPlan(stamped, hostPlans);
      await approvals.addApproval(anApproval(stamped));
    });
    const ids = { rolloutId: () => 'rollout-1' };
    // The zone is gone from this database: where the night lies now, nobody can tell.
    const ports = { store, ids, zones: NO_ZONES, clock: { now: () => NOW }, nudge: { notify: () => undefined } };
    const started = await startRollout({ ports } as unknown as App, ADA, plan.digest);
    expect(started).toMatchObject({ ok: false, reason: { code: 'zone-rules-moved', facts: { planned: '2026a' } } });
  });
});
