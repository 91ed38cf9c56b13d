// Windows are announced ahead, once, late rather than not at all, and to people who have got it.

import { addMs } from '@slipway/core/time';
import { anApproval, aRollout } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, OCCURRENCE, POLICY, planFor, STARTS, world } from '../../../test/announcement/world.ts';
import type { StoredPlan } from '../../ports/index.ts';
import { announcedAt } from './index.ts';

describe('a window', () => {
  it('is announced at each of its moments, once', async () => {
    const { add, lookAt, shortly } = await world();
    await add(planFor(['host-1', 'host-2']));
    for (const hours of [200, 168, 167.9, 100, 24, 23.9, 23, 1, 0]) await lookAt(hours);
    expect(await shortly()).toEqual(['168', '24']);
  });

  it('says who is touched, whose it is, and when it is there', async () => {
    const { add, lookAt, told } = await world();
    const plan = await add(planFor(['host-1', 'host-2']));
    await lookAt(24);
    const [event] = await told();
    expect(event).toMatchObject({
      kind: 'window-announced',
      environments: [plan.header.environment],
      content: {
        plan: plan.digest,
        occurrence: OCCURRENCE,
        local: { zone: 'Europe/Berlin', startsAt: expect.stringMatching(/\+01:00$/) },
        approved: false,
        hostsInAll: 2,
        hosts: [
          { hostname: 'host-1', owner: 'bank' },
          { hostname: 'host-2', owner: null },
        ],
      },
    });
  });

  it('says that its plan is approved where it is', async () => {
    const { add, lookAt, store, told } = await world();
    const plan = await add(planFor(['host-1']));
    await store.write(({ approvals }) => approvals.addApproval(anApproval(plan, { approvedBy: 'dora' })));
    await lookAt(24);
    expect((await told())[0]?.content.approved).toBe(true);
  });

  it('is announced late, once and saying so, after a time in which nobody looked', async () => {
    const { add, lookAt, shortly } = await world();
    await add(planFor(['host-1']));
    await lookAt(200);
    await lookAt(3);
    await lookAt(2);
    expect(await shortly()).toEqual(['24 late']);
  });

  it('that has begun is not announced any more', async () => {
    const { add, lookAt, shortly } = await world();
    await add(planFor(['host-1']));
    await lookAt(0);
    expect(await shortly()).toEqual([]);
  });

  it('is not announced where policy does not ask for it', async () => {
    const { add, lookAt, shortly } = await world(POLICY(null));
    await add(planFor(['host-1']));
    await lookAt(24);
    expect(await shortly()).toEqual([]);
  });

  it('is looked at again when the next announcement is due', async () => {
    const { add, lookAt } = await world();
    await add(planFor(['host-1']));
    expect(await lookAt(24 + 1 / 120)).toBe(30_000);
    expect(await lookAt(200)).toBe(60_000);
  });
});

describe('a plan that takes the place of another', () => {
  it('is no news for hosts of which people know', async () => {
    const { add, lookAt, shortly } = await world();
    await add(planFor(['host-1', 'host-2']));
    await lookAt(168);
    await add(planFor(['host-1'], 7));
    await lookAt(150);
    expect(await shortly()).toEqual(['168']);
  });

  it('is announced, late, where it brings hosts of which nobody knows', async () => {
    const { add, lookAt, shortly } = await world();
    await add(planFor(['host-1']));
    await lookAt(168);
    await add(planFor(['host-1', 'host-2'], 7));
    await lookAt(150);
    expect(await shortly()).toEqual(['168', '168 late']);
  });
});

describe('a plan that is over', () => {
  it.each(['completed', 'failed', 'aborted'] as const)('because its rollout is %s announces nothing', async (state) => {
    const { add, lookAt, shortly, store, now } = await world();
    const plan = await add(planFor(['host-1']));
    const rollout = { ...aRollout({ rolloutId: 'rollout-1', state }), planDigest: plan.digest, endedAt: now.at };
    await store.write(({ rollouts }) => rollouts.addRollout(rollout));
    await lookAt(24);
    expect(await shortly()).toEqual([]);
  });

  it('because somebody refused it announces nothing', async () => {
    const { add, lookAt, shortly, store, now } = await world();
    const plan = await add(planFor(['host-1']));
    const refusal = { planDigest: plan.digest, refusedBy: 'bob', refusedAt: now.at, why: 'no' };
    await store.write(({ approvals }) => approvals.addRefusal(refusal));
    await lookAt(24);
    expect(await shortly()).toEqual([]);
  });
});

describe('announced in time', () => {
  it('is what arrived in time: what waited for a digest or a mail server counts from when it was taken', async () => {
    const { add, lookAt, deliver, now, store } = await world();
    const plan = await add(planFor(['host-1']));
    await lookAt(168);
    now.at = addMs(STARTS, -HOUR_MS);
    await deliver();
    expect(await store.read(async (view) => await announcedAt(view, plan, OCCURRENCE))).toBe(now.at);
  });

  it('is what somebody has got, for every host of the plan', async () => {
    const { add, lookAt, deliver, now, store } = await world();
    const first = await add(planFor(['host-1']));
    const at = async (plan: StoredPlan) => await store.read(async (view) => await announcedAt(view, plan, OCCURRENCE));
    expect(await at(first)).toBeNull();
    await lookAt(168);
    const told = now.at;
    expect(await at(first)).toBeNull();
    await deliver();
    expect(await at(first)).toBe(told);
    const second = await add(planFor(['host-1', 'host-2'], 7));
    expect(await at(second)).toBeNull();
    await lookAt(100);
    await deliver();
    expect(await at(second)).toBe(now.at);
    expect(await at(first)).toBe(told);
  });
});
